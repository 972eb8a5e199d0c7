package org.espalier.executor;

import java.util.Collection;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/**
 * No executor of the asked-for kind; the message names the likeliest kind meant and all there are.
 */
public class ExecutorNotFoundException extends EspalierException {
  private static final long serialVersionUID = 1L;

  private final String kind;

  public ExecutorNotFoundException(String kind, Collection<String> known) {
    super(ErrorCode.EXECUTOR_NOT_FOUND, describe(kind, known));
    this.kind = kind;
  }

  /** The kind that was asked for. */
  public String kind() {
    return kind;
  }

  private static String describe(String kind, Collection<String> known) {
    return "There is no executor of kind '%s'.%s There are: %s."
        .formatted(
            kind,
            NearMatch.of(kind, known).map(" Did you mean '%s'?"::formatted).orElse(""),
            String.join(", ", known));
  }
}
