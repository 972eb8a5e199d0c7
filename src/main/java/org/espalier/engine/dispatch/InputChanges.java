package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries what hooks changed over to the inputs that the executor gets. Hooks see secrets by their
 * names; a field they leave alone keeps its secret, and no text of theirs is looked up as one.
 */
final class InputChanges {
  private InputChanges() {}

  /**
   * Makes the same changes.
   *
   * @param before as the hooks got them
   * @param after as the hooks left them
   * @param inputs what the executor gets; changed
   */
  static void apply(ObjectNode before, ObjectNode after, ObjectNode inputs) {
    List<String> gone = new ArrayList<>();
    before.fieldNames().forEachRemaining(gone::add);
    after.fieldNames().forEachRemaining(gone::remove);
    inputs.remove(gone);
    for (var field : after.properties()) {
      JsonNode old = before.get(field.getKey());
      JsonNode own = inputs.get(field.getKey());
      JsonNode changed = field.getValue();
      if (old instanceof ObjectNode from
          && changed instanceof ObjectNode to
          && own instanceof ObjectNode target) {
        apply(from, to, target);
      } else if (!changed.equals(old)) {
        inputs.set(field.getKey(), changed.deepCopy());
      }
    }
  }
}
