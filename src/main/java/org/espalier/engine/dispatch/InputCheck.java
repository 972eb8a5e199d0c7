package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Function;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.Assignment.DependencyResult;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.SchemaViolation;
import org.espalier.json.Json;

/**
 * Checks inputs against their schemas once more, when references and results have been filled in:
 * what was left open at the submission is decided here. Thread-safe.
 */
final class InputCheck {
  private final InputSchemas schemas;
  private final Function<String, ObjectNode> executorSchemas;
  private final Function<String, ObjectNode> resultSchemas;

  /**
   * A check.
   *
   * @param executorSchemas the schema of inputs of an executor, by kind
   * @param resultSchemas the schema of its result; empty for a kind that there is not
   */
  InputCheck(
      InputSchemas schemas,
      Function<String, ObjectNode> executorSchemas,
      Function<String, ObjectNode> resultSchemas) {
    this.schemas = schemas;
    this.resultSchemas = resultSchemas;
    this.executorSchemas = executorSchemas;
  }

  /** The executor's schema of inputs. */
  ObjectNode inputsSchema(String kind) {
    return executorSchemas.apply(kind);
  }

  /** The executor's schema of results; empty for a kind that there is not. */
  ObjectNode resultSchema(String kind) {
    return resultSchemas.apply(kind);
  }

  /**
   * Why the attempt cannot be made with these inputs; empty when it can.
   *
   * @param isHooked whether hooks may have changed them
   */
  Optional<Failed> fault(Assignment attempt, ExecutionContext context, boolean isHooked) {
    boolean isAsSubmitted =
        !isHooked
            && !attempt.isOfElement()
            && attempt.dependencies().isEmpty()
            && attempt.runInputs().isEmpty()
            && !attempt.inputs().contains("${");
    if (isAsSubmitted) {
      return Optional.empty();
    }
    return fault(ofAnyNames(executorSchemas.apply(attempt.executor())), attempt, context)
        .or(
            () ->
                attempt
                    .inputSchema()
                    .flatMap(text -> fault(Json.readObject(text), attempt, context)));
  }

  /**
   * What an author wrote was held against the names that the executor knows; results, hooks and
   * inputs that are called like a dependency may come on top of it.
   */
  private static ObjectNode ofAnyNames(ObjectNode schema) {
    if (schema.path("additionalProperties").asBoolean(true)) {
      return schema;
    }
    ObjectNode open = Json.object().setAll(schema);
    return open.without("additionalProperties");
  }

  private Optional<Failed> fault(ObjectNode schema, Assignment attempt, ExecutionContext context) {
    if (schema.isEmpty()) {
      return Optional.empty();
    }
    return schemas.validate(schema, withoutUndeclaredResults(schema, attempt, context)).stream()
        .findFirst()
        .map(InputCheck::failure);
  }

  /**
   * Results of dependencies count only where the schema speaks of them; they come on top of what
   * the author wrote.
   */
  private static ObjectNode withoutUndeclaredResults(
      ObjectNode schema, Assignment attempt, ExecutionContext context) {
    ObjectNode checked = Json.object();
    checked.setAll(context.inputs());
    for (DependencyResult dependency : attempt.dependencies()) {
      String id = dependency.id().toString();
      if (!schema.path("properties").has(id)) {
        checked.remove(id);
      }
    }
    return checked;
  }

  private static Failed failure(SchemaViolation violation) {
    String where = violation.pointer().isEmpty() ? "The inputs" : "Input " + violation.pointer();
    return Failed.permanent(
        "invalid_input",
        "%s, with references filled in, cannot be used: %s".formatted(where, violation.message()));
  }
}
