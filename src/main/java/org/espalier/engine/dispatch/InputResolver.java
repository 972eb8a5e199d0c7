package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.Assignment.DependencyResult;
import org.espalier.engine.run.DependencyValues;
import org.espalier.json.Json;
import org.espalier.tree.condition.Referenced;
import org.espalier.tree.condition.References;
import org.espalier.tree.submission.TaskTemplates;
import org.jspecify.annotations.Nullable;

/**
 * Makes what an executor is given: the task's own inputs with their references replaced, plus each
 * dependency's result under its id. Only strings that the task's author wrote are searched for
 * references; what a dependency returned is never interpreted.
 */
final class InputResolver {
  private final List<DependencyResult> dependencies;
  private final @Nullable Function<String, Optional<String>> secrets;

  /**
   * A resolver for one attempt.
   *
   * @param secrets finds a secret by name; null leaves references to secrets as they stand, for the
   *     record
   */
  InputResolver(
      List<DependencyResult> dependencies, @Nullable Function<String, Optional<String>> secrets) {
    this.dependencies = dependencies;
    this.secrets = secrets;
  }

  /**
   * The inputs of an attempt.
   *
   * @throws UnresolvedReferenceException when a reference leads nowhere
   */
  ObjectNode inputs(Assignment attempt) {
    ObjectNode own = Json.readObject(attempt.inputs());
    attempt.runInputs().ifPresent(over -> own.setAll(over.deepCopy()));
    ObjectNode inputs =
        TaskTemplates.areFor(attempt.executor()) ? resolveAround(own) : (ObjectNode) resolve(own);
    for (DependencyResult dependency : dependencies) {
      String id = dependency.id().toString();
      if (dependency.result() != null && !inputs.has(id)) {
        inputs.set(id, dependency.result().deepCopy());
      }
    }
    return inputs;
  }

  /**
   * A template keeps what is filled in later: the element, its index, and secrets. The list has no
   * secrets, since its elements are stored.
   */
  private ObjectNode resolveAround(ObjectNode own) {
    ObjectNode inputs = Json.object().setAll(own);
    JsonNode template = inputs.remove(TaskTemplates.FIELD);
    new InputResolver(dependencies, null).resolve(inputs);
    if (template instanceof ObjectNode task) {
      TaskTemplates.fill(task, TaskTemplates.names(inputs), this::valueAt);
    }
    return template == null ? inputs : inputs.set(TaskTemplates.FIELD, template);
  }

  /**
   * The params of an attempt.
   *
   * @throws UnresolvedReferenceException when a reference leads nowhere
   */
  ObjectNode params(Assignment attempt) {
    return attempt
        .params()
        .map(text -> (ObjectNode) resolve(Json.readObject(text)))
        .orElseGet(Json::object);
  }

  private JsonNode resolve(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        field.setValue(resolve(field.getValue()));
      }
      return object;
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, resolve(array.get(i)));
      }
      return array;
    }
    boolean isTemplate = node.isTextual() && References.isPossibleIn(node.textValue());
    return isTemplate ? fill(node.textValue()) : node;
  }

  private JsonNode fill(String template) {
    List<References.Part> parts = References.parse(template);
    if (parts.size() == 1) {
      return valueOf(parts.get(0));
    }
    StringBuilder text = new StringBuilder();
    for (References.Part part : parts) {
      JsonNode value = valueOf(part);
      text.append(value.isTextual() ? value.textValue() : value.isNull() ? "" : Json.write(value));
    }
    return TextNode.valueOf(text.toString());
  }

  private JsonNode valueOf(References.Part part) {
    if (part instanceof References.Literal literal) {
      return TextNode.valueOf(literal.text());
    }
    if (part instanceof References.Secret secret) {
      return TextNode.valueOf(secretOf(secret.name()));
    }
    return valueAt(((References.Value) part).expression());
  }

  private String secretOf(String name) {
    if (secrets == null) {
      return "${secret:" + name + "}";
    }
    return secrets
        .apply(name)
        .orElseThrow(
            () ->
                new UnresolvedReferenceException(
                    "There is no secret '%s'; set espalier.secret.%s.".formatted(name, name)));
  }

  private JsonNode valueAt(String expression) {
    Referenced referenced = DependencyValues.find(dependencies, expression);
    if (referenced instanceof Referenced.Missing missing) {
      throw new UnresolvedReferenceException(missing.why());
    }
    return ((Referenced.Found) referenced).value().deepCopy();
  }
}
