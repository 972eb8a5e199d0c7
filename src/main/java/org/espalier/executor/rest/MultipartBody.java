package org.espalier.executor.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.BodyCharset;

/**
 * A body of several parts, written as browsers write a form with files (RFC 7578, and the HTML
 * Standard for names).
 *
 * @param boundary in none of the parts
 */
record MultipartBody(List<Part> parts, String boundary) {
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "boundary\\s*=\\s*\"?([0-9A-Za-z'()+_,./:=?-]{1,70})", Pattern.CASE_INSENSITIVE);
  private static final Pattern TYPE = Pattern.compile("[\\x20-\\x7e]+");

  /**
   * One field or file.
   *
   * @param contentType empty for a plain field
   */
  record Part(
      String name, Optional<String> fileName, Optional<String> contentType, byte[] content) {}

  /** Reads {@code [{"name", "value" or "content_base64", "filename", "content_type"}]}. */
  static MultipartBody read(Inputs inputs, JsonNode given, Optional<String> contentType) {
    if (!given.isArray() || given.isEmpty()) {
      inputs.refuse("multipart", "an array of parts", given);
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      if (!(given.get(i) instanceof ObjectNode part)) {
        return inputs.refuse("multipart[%d]".formatted(i), "an object", given.get(i));
      }
      parts.add(part(new Inputs("%s.multipart[%d]".formatted(inputs.where(), i), part)));
    }
    Matcher chosen = BOUNDARY.matcher(contentType.orElse(""));
    return new MultipartBody(
        parts, chosen.find() ? chosen.group(1) : "espalier-" + UUID.randomUUID());
  }

  private static Part part(Inputs part) {
    Optional<String> type = part.text("content_type");
    if (type.filter(text -> !TYPE.matcher(text).matches()).isPresent()) {
      throw new InvalidInputException(
          part.where() + ".content_type must be a media type, such as image/png.");
    }
    Optional<String> fileName = part.text("filename");
    Optional<byte[]> bytes =
        part.value("content_base64").map(text -> Base64Input.decode(part, "content_base64"));
    if (bytes.isPresent() == part.value("value").isPresent()) {
      throw new InvalidInputException(part.where() + " must have either value or content_base64.");
    }
    boolean isFile = bytes.isPresent() || fileName.isPresent();
    return new Part(
        part.requireText("name"),
        fileName,
        type.or(() -> isFile ? Optional.of("application/octet-stream") : Optional.empty()),
        bytes.orElseGet(() -> text(part, type)));
  }

  private static byte[] text(Inputs part, Optional<String> type) {
    JsonNode value = part.value("value").orElseThrow();
    String text =
        value.isContainerNode()
            ? part.refuse("value", "a string, a number, true or false", value)
            : value.asText();
    return BodyCharset.encode(
        part.where() + ".value",
        text,
        BodyCharset.require(part.where() + ".content_type", type.orElse("")));
  }

  byte[] bytes() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Part part : parts) {
      body.writeBytes(utf8("--" + boundary + "\r\n" + head(part) + "\r\n"));
      body.writeBytes(part.content());
      body.writeBytes(utf8("\r\n"));
    }
    body.writeBytes(utf8("--" + boundary + "--\r\n"));
    return body.toByteArray();
  }

  private static String head(Part part) {
    String name = "Content-Disposition: form-data; name=\"" + quoted(part.name()) + "\"";
    String file = part.fileName().map(f -> "; filename=\"" + quoted(f) + "\"").orElse("");
    String type = part.contentType().map(t -> "Content-Type: " + t + "\r\n").orElse("");
    return name + file + "\r\n" + type;
  }

  private static String quoted(String name) {
    return name.replace("\r", "%0D").replace("\n", "%0A").replace("\"", "%22");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
