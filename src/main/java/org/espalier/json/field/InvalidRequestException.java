package org.espalier.json.field;

import java.util.List;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** The body of a request that is no submission has faults. Nothing was changed. */
public class InvalidRequestException extends EspalierException {
  private static final long serialVersionUID = 1L;

  private final transient List<TreeViolation> violations;

  InvalidRequestException(List<TreeViolation> violations, int count) {
    super(TreeViolation.codeOf(violations, ErrorCode.INVALID_REQUEST), sentence(violations, count));
    this.violations = List.copyOf(violations);
  }

  private static String sentence(List<TreeViolation> violations, int count) {
    String listed =
        count > violations.size() ? ", the first %d are listed".formatted(violations.size()) : "";
    return count == 1
        ? "The request has a fault; nothing was changed. " + violations.get(0).message()
        : "The request has %d faults%s; nothing was changed.".formatted(count, listed);
  }

  /** The faults; long lists are cut and the message says so. */
  public List<TreeViolation> violations() {
    return violations;
  }
}
