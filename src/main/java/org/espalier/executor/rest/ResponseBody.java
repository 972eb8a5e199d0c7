package org.espalier.executor.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.executor.http.HttpReply.Answer;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;

/** Puts a response's body into the result: as {@code json}, {@code text} or {@code body_base64}. */
final class ResponseBody {
  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*\"?([A-Za-z0-9._:-]+)", Pattern.CASE_INSENSITIVE);
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private ResponseBody() {}

  static void describe(Answer response, ObjectNode result) {
    String type = response.header("content-type");
    Optional<String> text = text(response.body(), type);
    if (text.isEmpty()) {
      result.put("body_base64", Base64.getEncoder().encodeToString(response.body()));
      return;
    }
    Optional<JsonNode> json = json(text.get(), type);
    if (json.isPresent()) {
      result.set("json", json.get());
    } else {
      result.put("text", text.get());
    }
  }

  /**
   * JSON by its type, or an object or array by its looks; read under the limits for submissions.
   */
  private static Optional<JsonNode> json(String text, String type) {
    boolean declared = type.toLowerCase(Locale.ROOT).matches("[^;]*[/+]json\\b.*");
    String start = text.stripLeading();
    if (!declared && !start.startsWith("{") && !start.startsWith("[")) {
      return Optional.empty();
    }
    try {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return Optional.of(Json.readStrictly(new ByteArrayInputStream(utf8)));
    } catch (MalformedJsonException | IOException e) {
      return Optional.empty();
    }
  }

  /** The body as text; empty when it is binary. A NUL is in no text that can be stored. */
  private static Optional<String> text(byte[] body, String type) {
    return decoded(body, type)
        .map(text -> text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
        .filter(text -> text.indexOf('\0') < 0);
  }

  private static Optional<String> decoded(byte[] body, String type) {
    Optional<Charset> declared = charset(type);
    if (declared.isPresent()) {
      return declared.map(charset -> new String(body, charset));
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      boolean saysText = type.toLowerCase(Locale.ROOT).startsWith("text/");
      return saysText
          ? Optional.of(new String(body, StandardCharsets.ISO_8859_1))
          : Optional.empty();
    }
  }

  private static Optional<Charset> charset(String type) {
    Matcher matcher = CHARSET.matcher(type);
    try {
      return matcher.find() ? Optional.of(Charset.forName(matcher.group(1))) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
