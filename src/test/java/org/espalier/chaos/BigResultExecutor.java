package org.espalier.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.TaskExecutor;
import org.espalier.json.Json;

/**
 * With {@code {"bytes": n}} it returns a text of that length; otherwise it returns how long the
 * text is that it was given as {@code text}.
 */
public class BigResultExecutor implements TaskExecutor {
  @Override
  public ExecutorType type() {
    return new ExecutorType(
        "big_result",
        "Big result",
        "Returns much, or measures it.",
        Json.object(),
        Json.object(),
        Json.object(),
        List.of(),
        Optional.empty());
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) {
    JsonNode bytes = context.inputs().path("bytes");
    return new ExecutionOutcome.Succeeded(
        bytes.isNumber()
            ? Json.object().put("text", "x".repeat(bytes.intValue()))
            : Json.object().put("length", context.inputs().get("text").textValue().length()));
  }
}
