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
import java.util.regex.Pattern;
import org.espalier.executor.http.BodyCharset;
import org.espalier.executor.http.HttpReply.Answer;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;

/**
 * Puts a response's body into the result: as {@code json}, {@code text} or {@code body_base64}.
 * Nothing is lost: a text whose bytes are not all of its charset comes in both of the last.
 */
final class ResponseBody {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** What is never text, however it looks. */
  private static final Pattern BINARY =
      Pattern.compile(
          "(image/(?!svg\\+xml)|audio/|video/|font/|application/(pdf|zip|gzip|x-tar)\\b).*");

  private ResponseBody() {}

  static void describe(Answer response, ObjectNode result) {
    String type = response.header("content-type").strip().toLowerCase(Locale.ROOT);
    Optional<String> text = text(response.body(), type);
    Optional<JsonNode> json = text.flatMap(found -> json(found, type));
    if (json.isPresent()) {
      result.set("json", json.get());
    } else if (text.isPresent()) {
      result.put("text", text.get());
    } else {
      result.put("body_base64", Base64.getEncoder().encodeToString(response.body()));
      readable(response.body(), type).ifPresent(found -> result.put("text", found));
    }
  }

  /**
   * JSON by its type, or an object or array by its looks; read under the limits for submissions.
   */
  private static Optional<JsonNode> json(String text, String type) {
    boolean declared = type.matches("[^;]*[/+]json\\b.*");
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
    if (BINARY.matcher(type).matches()) {
      return Optional.empty();
    }
    Optional<Charset> declared = BodyCharset.find(type);
    Optional<String> exact = decoded(body, declared.orElse(StandardCharsets.UTF_8));
    boolean mayBeLatin = declared.isEmpty() && type.startsWith("text/");
    return exact
        .or(() -> mayBeLatin ? decoded(body, StandardCharsets.ISO_8859_1) : Optional.empty())
        .map(text -> text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
        .filter(text -> text.indexOf('\0') < 0);
  }

  private static Optional<String> decoded(byte[] body, Charset charset) {
    try {
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** What can be read of a text whose bytes are not all of the charset it names. */
  private static Optional<String> readable(byte[] body, String type) {
    return type.startsWith("text/")
        ? BodyCharset.find(type)
            .map(charset -> new String(body, charset))
            .filter(text -> text.indexOf('\0') < 0)
        : Optional.empty();
  }
}
