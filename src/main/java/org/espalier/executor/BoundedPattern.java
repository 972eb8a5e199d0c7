package org.espalier.executor;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/**
 * A regular expression of a schema. Each character it looks at is taken from the running
 * validation's budget, so a pattern that backtracks without end is stopped.
 */
final class BoundedPattern implements RegularExpression {
  private final Pattern pattern;

  /**
   * Compiles the expression.
   *
   * @throws java.util.regex.PatternSyntaxException when it is none
   */
  BoundedPattern(String expression) {
    pattern = Pattern.compile(expression);
  }

  @Override
  public boolean matches(String value) {
    return pattern.matcher(new MeteredText(value, () -> BoundedEvaluation.spendCurrent(1))).find();
  }
}
