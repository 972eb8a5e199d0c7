package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ejb.EJBException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.espalier.engine.Assignment;
import org.espalier.engine.AttemptReport;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.json.Json;
import org.espalier.settings.EngineSettings;
import org.jspecify.annotations.Nullable;

/**
 * Makes one attempt on the calling thread: inputs in, executor, outcome out. The one place where
 * everything an executor can throw is caught. Thread-safe.
 */
final class AttemptRunner {
  private static final System.Logger LOG = System.getLogger(AttemptRunner.class.getName());

  private final Function<String, Optional<TaskExecutor>> executors;
  private final Function<String, Optional<String>> secrets;
  private final InputCheck inputCheck;
  private final EngineSettings settings;
  private final Clock clock;

  AttemptRunner(
      Function<String, Optional<TaskExecutor>> executors,
      Function<String, Optional<String>> secrets,
      InputCheck inputCheck,
      EngineSettings settings,
      Clock clock) {
    this.executors = executors;
    this.secrets = secrets;
    this.inputCheck = inputCheck;
    this.settings = settings;
    this.clock = clock;
  }

  /** Makes the attempt and says how it went. Never throws, whatever the executor does. */
  AttemptReport run(Assignment attempt) {
    Attempt made = new Attempt(attempt);
    ExecutionOutcome outcome = outcome(made);
    Instant end = clock.instant();
    try {
      return report(made, end, outcome);
    } catch (Throwable e) {
      return report(made, end, unexpected(attempt, e));
    }
  }

  /** A throwable that got through here would leave the attempt without an end, for ever. */
  private ExecutionOutcome outcome(Attempt attempt) {
    try {
      return execute(attempt);
    } catch (UnresolvedReferenceException e) {
      return Failed.permanent("unresolved_reference", e.getMessage());
    } catch (InterruptedException e) {
      return new Cancelled("interrupted");
    } catch (Throwable e) {
      return unexpected(attempt.assignment, e);
    }
  }

  /** An attempt being made: when its executor was entered, and what is recorded of its inputs. */
  private final class Attempt {
    final Assignment assignment;
    @Nullable Instant start;
    @Nullable String record;

    Attempt(Assignment assignment) {
      this.assignment = assignment;
    }

    /**
     * Notes the start, once: just before the executor, or with the report of an attempt that never
     * came so far.
     */
    Instant start() {
      Instant noted = start;
      if (noted == null) {
        noted = clock.instant();
        start = noted;
        assignment.listener().started(assignment, noted);
      }
      return noted;
    }
  }

  private ExecutionOutcome execute(Attempt attempt) throws Exception {
    String kind = attempt.assignment.executor();
    TaskExecutor executor = executors.apply(kind).orElse(null);
    if (executor == null) {
      return Failed.permanent(
          "executor_unavailable", "There is no executor '%s' on this node.".formatted(kind));
    }
    ExecutionContext context = context(attempt.assignment);
    attempt.record = record(attempt.assignment, context.inputs());
    Optional<Failed> fault = inputCheck.fault(attempt.assignment, context);
    if (fault.isPresent()) {
      return fault.get();
    }
    attempt.start();
    return Objects.requireNonNull(executor.execute(context), "it returned no outcome");
  }

  private ExecutionContext context(Assignment attempt) {
    InputResolver resolver = new InputResolver(attempt.dependencies(), secrets);
    return new ExecutionContext(
        attempt.runId(),
        attempt.treeId(),
        attempt.taskId(),
        attempt.taskName(),
        attempt.number(),
        resolver.inputs(attempt),
        resolver.params(attempt),
        attempt.idempotencyKey(),
        attempt.timeout(),
        attempt.token(),
        (progress, message) -> attempt.listener().progressed(attempt, progress, message));
  }

  /** The inputs for the record: secrets by name, and a note in place of what is too large. */
  private String record(Assignment attempt, ObjectNode resolved) {
    ObjectNode shown =
        attempt.inputs().contains("${")
            ? new InputResolver(attempt.dependencies(), null).inputs(attempt)
            : resolved;
    String text = Json.write(shown);
    if (fits(text, settings.maxAttemptInputsBytes())) {
      return text;
    }
    ObjectNode note = Json.object();
    note.putObject("$omitted")
        .put("bytes", utf8Length(text))
        .put("max_bytes", settings.maxAttemptInputsBytes());
    return Json.write(note);
  }

  private static Failed unexpected(Assignment attempt, Throwable thrown) {
    boolean isWrapped = thrown instanceof EJBException && thrown.getCause() != null;
    Throwable e = isWrapped ? thrown.getCause() : thrown;
    LOG.log(
        System.Logger.Level.WARNING,
        "attempt %d of task %s in run %s ended with an unexpected %s"
            .formatted(attempt.number(), attempt.taskId(), attempt.runId(), e.getClass().getName()),
        e);
    String message = e.getMessage() == null ? "" : ": " + e.getMessage();
    return Failed.permanent(
        "unexpected",
        "The executor '%s' ended with an unexpected %s%s"
            .formatted(attempt.executor(), e.getClass().getSimpleName(), message));
  }

  private AttemptReport report(Attempt attempt, Instant end, ExecutionOutcome outcome) {
    ExecutionOutcome told = asAsked(attempt.assignment, outcome);
    Instant start = attempt.start();
    if (told instanceof Succeeded succeeded) {
      String text = Json.write(succeeded.result());
      return fits(text, settings.maxResultBytes())
          ? new AttemptReport(start, end, attempt.record, told, text)
          : new AttemptReport(start, end, attempt.record, tooLarge(utf8Length(text)), null);
    }
    if (told instanceof Failed failed && !failed.details().isEmpty()) {
      String text = Json.write(failed.details());
      boolean isKept = fits(text, settings.maxResultBytes());
      return new AttemptReport(start, end, attempt.record, told, isKept ? text : null);
    }
    return new AttemptReport(start, end, attempt.record, told, null);
  }

  /** What an attempt that was told to stop ended with, seen from the reason it was told. */
  private static ExecutionOutcome asAsked(Assignment attempt, ExecutionOutcome outcome) {
    CancellationReason reason = attempt.token().reason().orElse(null);
    if (reason == null) {
      return outcome instanceof Cancelled cancelled
          ? Failed.permanent("cancelled", "The executor stopped by itself: " + cancelled.message())
          : outcome;
    }
    return switch (reason) {
      case TIMEOUT -> Outcomes.timeout(attempt);
      case PAUSED, SHUTDOWN, CANCELLED, LOST ->
          outcome instanceof Succeeded ? outcome : new Cancelled(reason.name());
    };
  }

  private Failed tooLarge(int bytes) {
    return Failed.permanent(
        "result_too_large",
        "The result has %d bytes; at most %d are kept (espalier.engine.max-result-bytes)."
            .formatted(bytes, settings.maxResultBytes()));
  }

  private static boolean fits(String text, int maxBytes) {
    return text.length() * 3L <= maxBytes || utf8Length(text) <= maxBytes;
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
