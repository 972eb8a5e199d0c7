package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;

/** How a task and everything below it is shown. */
enum NodeForm {
  /** {@code {"task": {...}, "children": [the same, ...]}}. */
  NODE {
    @Override
    void beginTask(ObjectNode task, boolean isRoot, JsonGenerator json) throws IOException {
      writeTask(task, json);
    }
  },
  /** The task's fields and {@code children} in one object. */
  FIELDS {
    @Override
    void beginTask(ObjectNode task, boolean isRoot, JsonGenerator json) throws IOException {
      writeFields(task, json);
    }
  },
  /** A node that has the fields of the uppermost task beside it; the rest are nodes. */
  DETAIL {
    @Override
    void beginTask(ObjectNode task, boolean isRoot, JsonGenerator json) throws IOException {
      if (isRoot) {
        writeFields(task, json);
      }
      writeTask(task, json);
    }
  };

  abstract void beginTask(ObjectNode task, boolean isRoot, JsonGenerator json) throws IOException;

  /** Writes a task; what is written next is its children. */
  void begin(ObjectNode task, boolean isRoot, JsonGenerator json) throws IOException {
    json.writeStartObject();
    beginTask(task, isRoot, json);
    json.writeArrayFieldStart("children");
  }

  /** Ends the task that was begun last. */
  void end(JsonGenerator json) throws IOException {
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeTask(ObjectNode task, JsonGenerator json) throws IOException {
    json.writeFieldName("task");
    json.writeTree(task);
  }

  private static void writeFields(ObjectNode task, JsonGenerator json) throws IOException {
    for (Map.Entry<String, JsonNode> field : task.properties()) {
      json.writeFieldName(field.getKey());
      json.writeTree(field.getValue());
    }
  }
}
