package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.espalier.json.Json;

/** JSON Merge Patch (RFC 7396): objects are merged, null removes, everything else replaces. */
final class MergePatch {
  private MergePatch() {}

  /** Changes {@code target} by a patch. The depth of both is limited where they are read. */
  static void apply(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (value.isNull()) {
        target.remove(name);
      } else if (value.isObject()) {
        JsonNode old = target.get(name);
        ObjectNode merged = old != null && old.isObject() ? (ObjectNode) old : Json.object();
        apply(merged, (ObjectNode) value);
        target.set(name, merged);
      } else {
        target.set(name, value);
      }
    }
  }
}
