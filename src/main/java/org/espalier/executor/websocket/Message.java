package org.espalier.executor.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;

/** A whole message, sent or received. Immutable. */
sealed interface Message {
  /** The field of the object that stands for a binary message. */
  String BASE64 = "base64";

  int opcode();

  byte[] payload();

  /**
   * As it stands in a result: JSON where it can be read as such, {@code {"base64": string}} for
   * what is no text that can be stored.
   */
  JsonNode json();

  /** One line for those who watch. */
  String line();

  record Text(String text) implements Message {
    @Override
    public int opcode() {
      return Frame.TEXT;
    }

    @Override
    public byte[] payload() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public JsonNode json() {
      if (text.indexOf('\0') >= 0) {
        return new Binary(payload()).json();
      }
      try {
        return Json.readStrictly(new ByteArrayInputStream(payload()));
      } catch (MalformedJsonException | IOException e) {
        return TextNode.valueOf(text);
      }
    }

    @Override
    public String line() {
      return text;
    }
  }

  record Binary(byte[] payload) implements Message {
    @Override
    public int opcode() {
      return Frame.BINARY;
    }

    @Override
    public JsonNode json() {
      return Json.object().put(BASE64, line());
    }

    @Override
    public String line() {
      return Base64.getEncoder().encodeToString(payload);
    }
  }

  /**
   * Reads a message to send: a string as it is, {@code {"base64": string}} as binary, anything else
   * as JSON text.
   *
   * @param where the field, for the message
   */
  static Message of(String where, JsonNode given) {
    if (given.isTextual()) {
      return new Text(given.textValue());
    }
    if (given.isObject() && given.size() == 1 && given.path(BASE64).isTextual()) {
      try {
        return new Binary(Base64.getDecoder().decode(given.path(BASE64).textValue()));
      } catch (IllegalArgumentException e) {
        throw new InvalidInputException(
            "%s.base64 is not base64: %s.".formatted(where, e.getMessage()));
      }
    }
    return new Text(Json.write(given));
  }
}
