package org.espalier.executor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.espalier.json.Json;

/**
 * Describes an executor to machines and people.
 *
 * @param kind the word a task names in {@code schemas.method}: {@code rest_executor}
 * @param title two or three words
 * @param description a sentence or two: what it does and what it returns
 * @param inputsSchema JSON Schema (draft-07) of the task's {@code inputs}
 * @param paramsSchema JSON Schema (draft-07) of the task's {@code params}
 * @param resultSchema JSON Schema (draft-07) of the result
 * @param examples inputs to copy
 * @param unavailable why it cannot run here, in a sentence; empty when it can
 */
public record ExecutorType(
    String kind,
    String title,
    String description,
    ObjectNode inputsSchema,
    ObjectNode paramsSchema,
    ObjectNode resultSchema,
    List<ObjectNode> examples,
    Optional<String> unavailable) {

  public ExecutorType {
    if (!kind.matches("[a-z][a-z0-9_]{0,99}")) {
      throw new IllegalArgumentException("executor kind must match [a-z][a-z0-9_]{0,99}: " + kind);
    }
    examples = List.copyOf(examples);
  }

  /**
   * Reads a description from a JSON resource beside the executor's class: {@code {"kind": string,
   * "title": string, "description": string, "inputs": schema, "params": schema, "result": schema,
   * "examples": [object]}}. Missing schemas accept everything.
   */
  public static ExecutorType fromResource(Class<?> executor, String resource) {
    try (java.io.InputStream in = executor.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(executor.getName() + " has no resource " + resource);
      }
      ObjectNode json = (ObjectNode) Json.readStrictly(in);
      List<ObjectNode> examples = new java.util.ArrayList<>();
      json.path("examples").forEach(example -> examples.add((ObjectNode) example));
      return new ExecutorType(
          json.required("kind").textValue(),
          json.required("title").textValue(),
          json.required("description").textValue(),
          json.withObject("/inputs"),
          json.withObject("/params"),
          json.withObject("/result"),
          examples,
          Optional.empty());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(resource, e);
    }
  }

  /** The same executor, listed as unavailable for this reason. */
  public ExecutorType unavailable(String reason) {
    return new ExecutorType(
        kind,
        title,
        description,
        inputsSchema,
        paramsSchema,
        resultSchema,
        examples,
        Optional.of(reason));
  }
}
