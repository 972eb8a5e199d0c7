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
    return pattern.matcher(new Metered(value)).find();
  }

  private record Metered(CharSequence text) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      BoundedEvaluation.spendCurrent(1);
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Metered(text.subSequence(start, end));
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
