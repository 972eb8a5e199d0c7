package com.example;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.Inputs;
import org.espalier.executor.TaskExecutor;
import org.espalier.json.Json;

/** Counts the words of a text, line by line. */
public class WordCountExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(WordCountExecutor.class, "word_count_executor.json");

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) {
    Inputs inputs = Inputs.of(context);
    List<String> lines = inputs.requireText("text").lines().toList();
    long longest = inputs.wholeNumber("max_words", 1_000, 1, 1_000_000);
    return count(lines, longest, context);
  }

  private static ExecutionOutcome count(List<String> lines, long longest, ExecutionContext context) {
    ObjectNode result = Json.object();
    long words = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (context.cancellation().isCancelled()) {
        return new Cancelled("Stopped at line " + i + ".");
      }
      words += lines.get(i).isBlank() ? 0 : lines.get(i).strip().split("\\s+").length;
      context.progress().progress((double) (i + 1) / lines.size(), "line " + (i + 1));
    }
    if (words > longest) {
      return Failed.permanent("too_long", "The text has " + words + " words, more than " + longest + ".");
    }
    return new Succeeded(result.put("words", words).put("lines", lines.size()));
  }
}
