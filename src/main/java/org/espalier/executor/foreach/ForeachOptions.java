package org.espalier.executor.foreach;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import org.espalier.executor.ExecutionOutcome.Expanded.OnFailure;
import org.espalier.executor.Inputs;

/**
 * How the tasks of a list are run.
 *
 * @param maxConcurrency how many at a time
 * @param onFailure what follows when one fails
 * @param collects whether their results are part of the whole's
 */
record ForeachOptions(int maxConcurrency, OnFailure onFailure, boolean collects) {
  private static final int MAX_CONCURRENCY = 10_000;
  private static final int USUAL_CONCURRENCY = 10;

  static ForeachOptions of(Inputs inputs) {
    return new ForeachOptions(
        (int) inputs.wholeNumber("max_concurrency", USUAL_CONCURRENCY, 1, MAX_CONCURRENCY),
        onFailure(inputs),
        inputs.flag("collect").orElse(true));
  }

  private static OnFailure onFailure(Inputs inputs) {
    String word = inputs.text("on_failure").orElse("fail");
    for (OnFailure each : OnFailure.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    return inputs.refuse("on_failure", "fail, stop or complete", TextNode.valueOf(word));
  }
}
