package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The fields that schemas know of one object: of all parts that hold for it, such as {@code allOf},
 * what a {@code $ref} inside the document names, and those branches of {@code anyOf} and {@code
 * oneOf} that its constants fit.
 */
final class KnownFields {
  private static final List<String> CHOICES = List.of("anyOf", "oneOf");
  private static final List<String> PARTS = List.of("allOf", "if", "then", "else");

  /** Stands for what is not in the document. */
  private static final ObjectNode OPEN = Json.object().put("additionalProperties", true);

  private final Map<String, List<JsonNode>> fields = new LinkedHashMap<>();
  private boolean isOpened;
  private boolean isShut;

  private KnownFields() {}

  static KnownFields of(ObjectNode root, List<JsonNode> schemas, ObjectNode object) {
    KnownFields known = new KnownFields();
    for (JsonNode schema : parts(root, schemas, object)) {
      known.add(schema);
    }
    return known;
  }

  /** The schemas of the items of an array. */
  static List<JsonNode> itemsOf(ObjectNode root, List<JsonNode> schemas) {
    List<JsonNode> items = new ArrayList<>();
    for (JsonNode schema : parts(root, schemas, null)) {
      if (schema.path("items").isObject()) {
        items.add(schema.get("items"));
      }
    }
    return items;
  }

  private void add(JsonNode schema) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      fields.computeIfAbsent(property.getKey(), name -> new ArrayList<>()).add(property.getValue());
    }
    JsonNode additional = schema.path("additionalProperties");
    isShut |= additional.isBoolean() && !additional.booleanValue();
    isOpened |= additional.asBoolean(false) || additional.isObject();
    isOpened |= schema.has("patternProperties");
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  /** Whether other names than the listed ones are at fault. */
  boolean isClosed() {
    return !isOpened && (isShut || !fields.isEmpty());
  }

  Set<String> names() {
    return fields.keySet();
  }

  List<JsonNode> schemasOf(String name) {
    return fields.getOrDefault(name, List.of());
  }

  private static Set<JsonNode> parts(
      ObjectNode root, List<JsonNode> schemas, @Nullable ObjectNode object) {
    Set<JsonNode> parts = Collections.newSetFromMap(new IdentityHashMap<>());
    schemas.forEach(schema -> collect(root, schema, object, parts));
    return parts;
  }

  private static void collect(
      ObjectNode root, JsonNode schema, @Nullable ObjectNode object, Set<JsonNode> parts) {
    if (!schema.isObject() || !parts.add(schema)) {
      return;
    }
    String reference = schema.path("$ref").asText("");
    if (reference.startsWith("#")) {
      collect(root, reference.equals("#") ? root : at(root, reference), object, parts);
    } else if (!reference.isEmpty()) {
      parts.add(OPEN);
    }
    for (String keyword : PARTS) {
      JsonNode part = schema.path(keyword);
      (part.isArray() ? part : List.of(part)).forEach(each -> collect(root, each, object, parts));
    }
    for (String keyword : CHOICES) {
      fitting(schema.path(keyword), object).forEach(each -> collect(root, each, object, parts));
    }
  }

  private static JsonNode at(ObjectNode root, String reference) {
    return reference.startsWith("#/") ? root.at(reference.substring(1)) : OPEN;
  }

  /** The branches an object fits; all when there is none or no object. */
  private static List<JsonNode> fitting(JsonNode branches, @Nullable ObjectNode object) {
    List<JsonNode> all = new ArrayList<>();
    branches.forEach(all::add);
    List<JsonNode> fitting =
        object == null
            ? List.of()
            : all.stream().filter(branch -> fits(branch.path("properties"), object)).toList();
    return fitting.isEmpty() ? all : fitting;
  }

  private static boolean fits(JsonNode properties, ObjectNode object) {
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      JsonNode value = object.get(property.getKey());
      JsonNode constant = property.getValue().get("const");
      boolean isOther =
          value != null
              && constant != null
              && Constants.isConstant(value)
              && !constant.equals(value);
      if (isOther) {
        return false;
      }
    }
    return true;
  }
}
