package org.espalier.executor;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression from a task's inputs that is searched in texts from a peer. One search may
 * look at so many characters only; one that backtracks without end is refused. Immutable and
 * thread-safe.
 */
public final class SearchPattern {
  private static final long BUDGET = 20_000_000;
  private static final long PER_CHARACTER = 100;

  private final String field;
  private final Pattern pattern;

  private SearchPattern(String field, Pattern pattern) {
    this.field = field;
    this.pattern = pattern;
  }

  /**
   * Compiles the expression.
   *
   * @param field the input it comes from, for messages
   * @throws InvalidInputException when it is none
   */
  public static SearchPattern of(String field, String expression) {
    try {
      return new SearchPattern(field, Pattern.compile(expression));
    } catch (PatternSyntaxException e) {
      throw new InvalidInputException(
          "%s is no regular expression: %s at position %d."
              .formatted(field, e.getDescription(), e.getIndex() + 1));
    }
  }

  /**
   * Whether the expression matches somewhere in the text.
   *
   * @throws InvalidInputException when finding out takes too much work
   */
  public boolean isFoundIn(String text) {
    Meter meter = new Meter(field, BUDGET + PER_CHARACTER * text.length());
    try {
      return pattern.matcher(new MeteredText(text, meter)).find();
    } catch (StackOverflowError e) {
      throw tooMuchWork(field);
    }
  }

  private static InvalidInputException tooMuchWork(String field) {
    return new InvalidInputException(
        "%s takes too much work on what the peer sent; simplify the expression: avoid nested repetitions such as (a+)+."
            .formatted(field));
  }

  private static final class Meter implements Runnable {
    private final String field;
    private long left;

    Meter(String field, long budget) {
      this.field = field;
      this.left = budget;
    }

    @Override
    public void run() {
      if (--left < 0) {
        throw tooMuchWork(field);
      }
    }
  }
}
