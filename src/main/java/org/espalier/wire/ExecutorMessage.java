package org.espalier.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of work a task can be.
 *
 * @param kind the word a task names in {@code schemas.method}
 * @param available whether it can run here
 * @param unavailableReason why it cannot, in a sentence; null when it can
 * @param inputsSchema JSON Schema (draft-07) of a task's {@code inputs}
 * @param paramsSchema the same of {@code params}
 * @param resultSchema the same of the result
 * @param examples inputs to copy
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ExecutorMessage(
    String kind,
    String title,
    String description,
    boolean available,
    @Nullable String unavailableReason,
    RawJson inputsSchema,
    RawJson paramsSchema,
    RawJson resultSchema,
    List<RawJson> examples) {
  public ExecutorMessage {
    examples = List.copyOf(examples);
  }
}
