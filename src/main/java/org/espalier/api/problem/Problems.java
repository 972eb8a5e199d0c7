package org.espalier.api.problem;

import java.util.List;
import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.engine.store.RunActiveException;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.json.field.TreeViolation;
import org.espalier.wire.Problem;
import org.jspecify.annotations.Nullable;

/** Turns what went wrong into a problem (RFC 9457). */
public final class Problems {
  /** How long a caller should wait before trying again, where that can help. */
  public static final int RETRY_AFTER_SECONDS = 2;

  private static final System.Logger LOG = System.getLogger(Problems.class.getName());

  private Problems() {}

  /**
   * The problem of a failure. One that is not Espalier's own tells the caller only a reference,
   * under which the log has the rest.
   *
   * @param instance the path that was asked for
   */
  public static Problem of(Throwable failure, String instance) {
    if (failure instanceof EspalierException known) {
      return of(known, instance);
    }
    Throwable cause = failure.getCause();
    if (cause instanceof EspalierException known) {
      return of(known, instance);
    }
    if (failure instanceof OutOfMemoryError || cause instanceof OutOfMemoryError) {
      logUnserved(failure);
      return of(
          ErrorCode.UNAVAILABLE,
          "The server is out of memory just now; look whether it was done, or try again shortly.",
          instance);
    }
    if (Unavailability.isBehind(failure)) {
      logUnserved(failure);
      return of(
          ErrorCode.UNAVAILABLE,
          "The database cannot be used just now; try again shortly.",
          instance);
    }
    return unexpected(failure, instance);
  }

  private static Problem of(EspalierException failure, String instance) {
    UUID runId = failure instanceof RunActiveException active ? active.runId() : null;
    boolean isRefusal = failure instanceof RequestRefusedException;
    if (ProblemKind.of(failure.code()).status() >= 500 && !isRefusal) {
      logUnserved(failure);
    }
    return problem(failure.code(), failure.getMessage(), instance, faultsOf(failure), runId, null);
  }

  /** A line a request, no stack: while the database is away there are many of them. */
  private static void logUnserved(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    LOG.log(System.Logger.Level.WARNING, "a request could not be served: {0}", root.toString());
    LOG.log(System.Logger.Level.DEBUG, "a request could not be served", failure);
  }

  /** A problem of nothing but a code and a sentence. */
  public static Problem of(ErrorCode code, String detail, String instance) {
    return problem(code, detail, instance, List.of(), null, null);
  }

  private static Problem unexpected(Throwable failure, String instance) {
    String reference = UUID.randomUUID().toString();
    LOG.log(System.Logger.Level.ERROR, "a request failed, reference " + reference, failure);
    return problem(
        ErrorCode.INTERNAL,
        "Espalier failed to serve this; the server's log has the cause under reference "
            + reference
            + ".",
        instance,
        List.of(),
        null,
        reference);
  }

  private static List<Problem.Fault> faultsOf(EspalierException failure) {
    if (failure instanceof InvalidTreeException invalid) {
      return invalid.violations().stream().map(Problems::fault).toList();
    }
    if (failure instanceof InvalidRequestException invalid) {
      return invalid.violations().stream().map(Problems::fault).toList();
    }
    return failure instanceof RequestRefusedException refused ? refused.faults() : List.of();
  }

  private static Problem.Fault fault(TreeViolation violation) {
    return new Problem.Fault(
        violation.pointer(),
        null,
        violation.code().word(),
        violation.message(),
        violation.expected(),
        violation.actual(),
        violation.cycle().isEmpty() ? null : violation.cycle());
  }

  private static Problem problem(
      ErrorCode code,
      String detail,
      String instance,
      List<Problem.Fault> faults,
      @Nullable UUID runId,
      @Nullable String reference) {
    ProblemKind kind = ProblemKind.of(code);
    return new Problem(
        "urn:espalier:problem:" + code.word(),
        kind.title(),
        kind.status(),
        detail,
        instance,
        code.word(),
        faults,
        runId,
        reference);
  }
}
