package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.espalier.json.Json;
import org.espalier.tree.condition.References;
import org.jspecify.annotations.Nullable;

/**
 * The template in the inputs of a {@code foreach_executor} task: a task whose references are filled
 * in in turns. What the task's dependencies hold is filled in when it runs, the element and its
 * index when a task is made of the template, secrets when that one runs. Stateless.
 *
 * <p>What was filled in is never read as a reference later: its <code>${</code> becomes <code>$${
 * </code>.
 */
public final class TaskTemplates {
  /** The executor whose inputs hold a template. */
  public static final String EXECUTOR = "foreach_executor";

  /** The input that is the list. */
  public static final String LIST = "items";

  /** The input that is the template. */
  public static final String FIELD = "task";

  private static final String INPUTS = "inputs";

  /** Values by the expressions of references. */
  @FunctionalInterface
  public interface Values {
    /** The value; null when the reference is to stay as it is. */
    @Nullable JsonNode find(String expression);
  }

  private TaskTemplates() {}

  /** Whether the inputs of this executor hold a template. */
  public static boolean areFor(@Nullable String executor) {
    return EXECUTOR.equals(executor);
  }

  /** What the element is called in the template. */
  public static String itemName(ObjectNode inputs) {
    return inputs.path("as").asText("item");
  }

  /** What the element's index is called in the template. */
  public static String indexName(ObjectNode inputs) {
    return inputs.path("index_as").asText("index");
  }

  /** The names that stand for the element and its index in the template of these inputs. */
  public static Set<String> names(ObjectNode inputs) {
    return Set.of(itemName(inputs), indexName(inputs)).size() == 2
        ? Set.of(itemName(inputs), indexName(inputs))
        : Set.of(itemName(inputs));
  }

  /** The executor a template names; null when it names none. */
  public static @Nullable String executorOf(ObjectNode task) {
    String method = task.path("schemas").path("method").textValue();
    return method != null ? method : task.path("params").path("executor_id").textValue();
  }

  /** Whether an expression begins with one of these names. */
  public static boolean isOneOf(Set<String> names, String expression) {
    return names.stream().anyMatch(name -> References.pathBehind(name, expression) != null);
  }

  /**
   * Fills in what the values know, in place, and leaves the rest.
   *
   * @param kept names whose references stay in any case; those of templates inside come on top
   */
  public static void fill(ObjectNode task, Set<String> kept, Values values) {
    boolean hasTemplate = areFor(executorOf(task));
    for (Map.Entry<String, JsonNode> field : task.properties()) {
      if (hasTemplate
          && field.getKey().equals(INPUTS)
          && field.getValue() instanceof ObjectNode in) {
        fillInputs(in, kept, values);
      } else {
        field.setValue(filled(field.getValue(), kept, values));
      }
    }
  }

  private static void fillInputs(ObjectNode inputs, Set<String> kept, Values values) {
    Set<String> inside = new HashSet<>(kept);
    inside.addAll(names(inputs));
    for (Map.Entry<String, JsonNode> field : inputs.properties()) {
      if (field.getKey().equals(FIELD) && field.getValue() instanceof ObjectNode template) {
        fill(template, inside, values);
      } else {
        field.setValue(filled(field.getValue(), kept, values));
      }
    }
  }

  private static JsonNode filled(JsonNode node, Set<String> kept, Values values) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(f -> f.setValue(filled(f.getValue(), kept, values)));
      return object;
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, filled(array.get(i), kept, values));
      }
      return array;
    }
    return node.isTextual() && References.isPossibleIn(node.textValue())
        ? filledText(node.textValue(), kept, values)
        : node;
  }

  private static JsonNode filledText(String template, Set<String> kept, Values values) {
    var parts = References.parse(template);
    StringBuilder text = new StringBuilder();
    for (References.Part part : parts) {
      JsonNode value = valueOf(part, kept, values);
      if (value == null) {
        text.append(reference(part));
      } else if (parts.size() == 1 && !(part instanceof References.Literal)) {
        return escaped(value.deepCopy());
      } else {
        String filledIn =
            value.isTextual() ? value.textValue() : value.isNull() ? "" : Json.write(value);
        text.append(escaped(filledIn));
      }
    }
    return TextNode.valueOf(text.toString());
  }

  private static @Nullable JsonNode valueOf(References.Part part, Set<String> kept, Values values) {
    if (part instanceof References.Literal literal) {
      return TextNode.valueOf(literal.text());
    }
    return part instanceof References.Value value && !isOneOf(kept, value.expression())
        ? values.find(value.expression())
        : null;
  }

  private static String reference(References.Part part) {
    return part instanceof References.Secret secret
        ? "${secret:" + secret.name() + "}"
        : "${" + ((References.Value) part).expression() + "}";
  }

  private static String escaped(String text) {
    return text.replace("${", "$${");
  }

  private static JsonNode escaped(JsonNode value) {
    if (value instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(escaped(field.getValue())));
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, escaped(array.get(i)));
      }
    } else if (value.isTextual()) {
      return TextNode.valueOf(escaped(value.textValue()));
    }
    return value;
  }
}
