package org.espalier.executor.foreach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Excerpt;
import org.espalier.tree.condition.References;
import org.espalier.tree.submission.TaskTemplates;
import org.jspecify.annotations.Nullable;

/** A list, and the task to make for each element. As thread-safe as the inputs it reads. */
final class ElementTemplate {
  static final int MAX_ELEMENTS = 100_000;

  /** Leaves room for the index in the 255 characters of a name. */
  private static final int MAX_NAME = 240;

  private final ArrayNode items;
  private final ObjectNode template;
  private final String itemName;
  private final String indexName;
  private final String defaultName;

  private ElementTemplate(Inputs inputs, ArrayNode items, ObjectNode template, String name) {
    this.items = items;
    this.template = template;
    this.itemName = TaskTemplates.itemName(inputs.values());
    this.indexName = TaskTemplates.indexName(inputs.values());
    this.defaultName = name;
  }

  /**
   * Reads inputs.
   *
   * @param name what the tasks are called, with their index, if the template says nothing
   */
  static ElementTemplate of(Inputs inputs, String name) {
    JsonNode given =
        inputs
            .value("items")
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "inputs.items is required: give a list, or a reference to one."));
    if (!(given instanceof ArrayNode items)) {
      return inputs.refuse("items", "a list", given);
    }
    if (items.size() > MAX_ELEMENTS) {
      throw new InvalidInputException(
          "inputs.items has %d elements; at most %d are possible. Split the list among several tasks."
              .formatted(items.size(), MAX_ELEMENTS));
    }
    ObjectNode template =
        inputs
            .object("task")
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "inputs.task is required: give the task to make for each element."));
    return new ElementTemplate(inputs, items, template, name);
  }

  int count() {
    return items.size();
  }

  /** The task for the element with this index. */
  ObjectNode task(int index) {
    ObjectNode task = template.deepCopy();
    TaskTemplates.fill(task, Set.of(), expression -> valueOf(expression, index));
    String name = task.path("name").isTextual() ? task.path("name").textValue() : defaultName;
    return task.put("name", Excerpt.within(name, MAX_NAME) + "[" + index + "]");
  }

  private @Nullable JsonNode valueOf(String expression, int index) {
    List<String> path = References.pathBehind(itemName, expression);
    if (path != null) {
      return elementAt(path, expression, index);
    }
    boolean isIndex = indexName.equals(expression);
    return isIndex ? IntNode.valueOf(index) : null;
  }

  private JsonNode elementAt(List<String> path, String expression, int index) {
    JsonNode at = items.get(index);
    for (String step : path) {
      JsonNode next =
          at.isArray() && step.matches("\\d{1,9}") ? at.get(Integer.parseInt(step)) : at.get(step);
      if (next == null) {
        throw new InvalidInputException(
            "inputs.task: '${%s}': element %d has no '%s' there."
                .formatted(expression, index, step));
      }
      at = next;
    }
    return at;
  }
}
