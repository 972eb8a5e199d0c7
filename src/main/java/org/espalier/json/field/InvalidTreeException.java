package org.espalier.json.field;

import java.util.List;
import java.util.function.UnaryOperator;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** A submission has faults. Nothing of it was stored. */
public class InvalidTreeException extends EspalierException {
  private static final long serialVersionUID = 1L;

  private final transient List<TreeViolation> violations;
  private final int count;

  InvalidTreeException(List<TreeViolation> violations, int count) {
    super(TreeViolation.codeOf(violations, ErrorCode.INVALID_TREE), sentence(violations, count));
    this.violations = List.copyOf(violations);
    this.count = count;
  }

  /** The same with the faults in other words. */
  public InvalidTreeException saying(UnaryOperator<TreeViolation> words) {
    return new InvalidTreeException(violations.stream().map(words).toList(), count);
  }

  private static String sentence(List<TreeViolation> violations, int count) {
    String first = violations.isEmpty() ? "" : " " + violations.get(0).message();
    String listed =
        count > violations.size() ? ", the first %d are listed".formatted(violations.size()) : "";
    return count == 1
        ? "The submission has a fault; nothing was stored." + first
        : "The submission has %d faults%s; nothing was stored.".formatted(count, listed);
  }

  /** The faults, in the order of the submission; long lists are cut and the message says so. */
  public List<TreeViolation> violations() {
    return violations;
  }
}
