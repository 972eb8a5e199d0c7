package org.espalier.engine.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run differs from the usual one.
 *
 * @param mergesFlat the fields of a dependency's result are also laid among the inputs of its
 *     dependent, as the AI Partner Up Flow Protocol has it; never over the dependent's own
 * @param isDemo no executor is entered; attempts succeed with a result for show
 */
public record RunOptions(boolean mergesFlat, boolean isDemo) {
  /** The usual run. */
  public static final RunOptions NONE = new RunOptions(false, false);

  private static final String FLAT = "flat";
  private static final String DEMO = "demo";

  /** What either of them has. */
  public RunOptions or(RunOptions other) {
    return new RunOptions(mergesFlat || other.mergesFlat, isDemo || other.isDemo);
  }

  /** The words used in the database; null for the usual run. */
  @Nullable
  public String text() {
    List<String> words = new ArrayList<>();
    if (mergesFlat) {
      words.add(FLAT);
    }
    if (isDemo) {
      words.add(DEMO);
    }
    return words.isEmpty() ? null : String.join(",", words);
  }

  public static RunOptions ofText(@Nullable String text) {
    if (text == null) {
      return NONE;
    }
    List<String> words = Arrays.asList(text.split(","));
    return new RunOptions(words.contains(FLAT), words.contains(DEMO));
  }
}
