package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.espalier.json.JsonPointers;
import org.espalier.json.field.FieldReader;

/**
 * Finds names in a value that mean nothing to its schema. A schema that lists {@code properties}
 * and says nothing of others takes these only; {@code additionalProperties}, true or a schema, and
 * {@code patternProperties} open it; one that lists none takes any. The same holds for objects
 * inside. Immutable and thread-safe.
 */
final class UnknownNames {
  private static final int MOST_LISTED = 40;

  private final ObjectNode root;
  private final String what;

  /**
   * A search.
   *
   * @param what whose schema it is, for messages
   */
  UnknownNames(ObjectNode root, String what) {
    this.root = root;
    this.what = what;
  }

  /**
   * The unknown names, each as a violation at its own pointer.
   *
   * @param further names that the whole value may have besides
   */
  List<SchemaViolation> in(ObjectNode value, Set<String> further) {
    List<SchemaViolation> found = new ArrayList<>();
    search(value, List.of(root), "", further, found);
    return found;
  }

  private void search(
      JsonNode value,
      List<JsonNode> schemas,
      String pointer,
      Set<String> further,
      List<SchemaViolation> found) {
    if (value instanceof ObjectNode object) {
      KnownFields known = KnownFields.of(root, schemas, object);
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String name = field.getKey();
        String place = JsonPointers.child(pointer, name);
        if (known.has(name)) {
          search(field.getValue(), known.schemasOf(name), place, Set.of(), found);
        } else if (known.isClosed() && !further.contains(name)) {
          found.add(new SchemaViolation(place, message(name, pointer, known)));
        }
      }
    } else if (value.isArray()) {
      List<JsonNode> items = KnownFields.itemsOf(root, schemas);
      for (int i = 0; i < value.size() && !items.isEmpty(); i++) {
        search(value.get(i), items, pointer + "/" + i, Set.of(), found);
      }
    }
  }

  private String message(String name, String pointer, KnownFields known) {
    String where = pointer.isEmpty() ? what : what + " in " + pointer.substring(1);
    return NearMatch.of(name, known.names())
        .map(near -> "did you mean '%s'?".formatted(near))
        .map(
            question ->
                "There is no input '%s' of %s; %s"
                    .formatted(FieldReader.shorten(name), where, question))
        .orElseGet(
            () ->
                "There is no input '%s' of %s; there are: %s."
                    .formatted(FieldReader.shorten(name), where, list(known.names())));
  }

  private static String list(Set<String> names) {
    String listed =
        new TreeSet<>(names).stream().limit(MOST_LISTED).collect(Collectors.joining(", "));
    return names.size() > MOST_LISTED ? listed + ", ..." : listed;
  }
}
