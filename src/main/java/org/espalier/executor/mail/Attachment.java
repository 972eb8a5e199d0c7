package org.espalier.executor.mail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;

/** A file that goes with a message. */
record Attachment(String fileName, String contentType, byte[] bytes) {
  private static final Pattern TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,100}/[A-Za-z0-9!#$&^_.+-]{1,100}");
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
    if (name.length() > MAX_NAME || Lines.hasControl(name) || name.matches(".*[/\\\\\"].*")) {
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
    String type = inputs.text("content_type").orElse(fallback);
    if (!TYPE.matcher(type).matches()) {
      throw new InvalidInputException(
          inputs.where() + ".content_type must be a media type such as text/csv.");
    }
    return new Attachment(
        name,
        type,
        base64.map(text -> decoded(inputs, text)).orElseGet(() -> written(content.orElseThrow())));
  }

  private static byte[] decoded(Inputs inputs, String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(inputs.where() + ".base64 must be base64.");
    }
  }

  /** A text as it is; a result of another task as JSON. */
  private static byte[] written(JsonNode content) {
    String text = content.isTextual() ? content.textValue() : Json.write(content);
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
