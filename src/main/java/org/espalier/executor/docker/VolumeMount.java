package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.executor.Inputs;
import org.espalier.json.Json;

/**
 * A directory or file of the host inside the container.
 *
 * @param source as the task wrote it
 * @param target absolute
 */
record VolumeMount(String source, String target, boolean writable) {
  /** Reads {@code {"/host/path": "/container/path[:ro|:rw]"}}. */
  static List<VolumeMount> read(Inputs inputs) {
    ObjectNode volumes = inputs.object("volumes").orElseGet(Json::object);
    List<VolumeMount> mounts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> volume : volumes.properties()) {
      mounts.add(read(inputs, volume.getKey(), volume.getValue()));
    }
    return mounts;
  }

  private static VolumeMount read(Inputs inputs, String source, JsonNode value) {
    String expected =
        "an object of absolute host paths to absolute container paths, with :rw to write";
    String text = value.isTextual() ? value.textValue() : "";
    boolean writable = text.endsWith(":rw");
    String target = writable || text.endsWith(":ro") ? text.substring(0, text.length() - 3) : text;
    boolean usable = source.startsWith("/") && target.startsWith("/") && target.length() > 1;
    if (!usable || target.contains(":") || source.indexOf('\0') >= 0) {
      return inputs.refuse("volumes", expected, value);
    }
    return new VolumeMount(source, target, writable);
  }

  /** What the engine is told, after the policy has had its say. */
  ObjectNode toJson(MountPolicy policy) throws RefusedException {
    return Json.object()
        .put("Type", "bind")
        .put("Source", policy.resolve(source, writable).toString())
        .put("Target", target)
        .put("ReadOnly", !writable);
  }
}
