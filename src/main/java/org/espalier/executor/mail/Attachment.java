package org.espalier.executor.mail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;

/**
 * A file that goes with a message.
 *
 * @param contentType with its parameters
 */
record Attachment(String fileName, String contentType, byte[] bytes) {
  private static final int MAX_NAME = 200;

  /** Reads {@code [{"filename", "content" or "base64", "content_type"?}]}. */
  static List<Attachment> readAll(Inputs inputs) {
    Optional<JsonNode> given = inputs.value("attachments");
    List<Attachment> attachments = new ArrayList<>();
    if (given.isPresent() && !given.get().isArray()) {
      throw new InvalidInputException("inputs.attachments must be an array of objects.");
    }
    for (JsonNode item : given.orElseGet(Json::array)) {
      String where = "inputs.attachments[" + attachments.size() + "]";
      if (!(item instanceof ObjectNode object)) {
        throw new InvalidInputException(where + " must be an object.");
      }
      attachments.add(read(new Inputs(where, object)));
    }
    return attachments;
  }

  private static Attachment read(Inputs inputs) {
    String name = inputs.requireText("filename").strip();
    if (name.codePointCount(0, name.length()) > MAX_NAME
        || Lines.hasControl(name)
        || name.matches(".*[/\\\\\"].*")) {
      throw new InvalidInputException(
          inputs.where()
              + ".filename must be a plain file name of at most 200 characters, without quotes.");
    }
    Optional<String> base64 = inputs.text("base64");
    Optional<JsonNode> content = inputs.value("content");
    if (base64.isPresent() == content.isPresent()) {
      throw new InvalidInputException(
          inputs.where() + ".content must be given, or else base64 in its place.");
    }
    boolean isText = content.filter(JsonNode::isTextual).isPresent();
    String fallback =
        base64.isPresent()
            ? "application/octet-stream"
            : isText ? "text/plain" : "application/json";
    MediaType type = MediaType.read(inputs, fallback);
    MediaType exact = base64.isPresent() ? type : type.ofText();
    return new Attachment(
        name,
        exact.value(),
        base64
            .map(text -> decoded(inputs, text))
            .orElseGet(() -> exact.encode(inputs, written(content.orElseThrow()))));
  }

  private static byte[] decoded(Inputs inputs, String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(inputs.where() + ".base64 must be base64.");
    }
  }

  /** A text as it is; a result of another task as JSON. */
  private static String written(JsonNode content) {
    return content.isTextual() ? content.textValue() : Json.write(content);
  }
}
