package org.espalier.executor.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.BodyCharset;
import org.espalier.executor.http.FormText;
import org.espalier.executor.http.RequestHeaders;
import org.espalier.json.Json;

/**
 * The body of a request: {@code json}, or else {@code data}, an object sent as a form or a string
 * sent as it is; or {@code body_base64}, or {@code multipart}.
 */
record RequestBody(byte[] bytes, String contentType) {
  private static final String TYPE = "Content-Type";
  private static final String TYPE_PLACE = "inputs.headers.Content-Type";
  private static final String BINARY = "body_base64";
  private static final String MULTIPART = "multipart";

  /** Reads the body and sets its Content-Type, whose charset, if the task named one, is used. */
  static Optional<byte[]> read(Inputs inputs, RequestHeaders headers) {
    Optional<String> type = Optional.ofNullable(headers.values().get(TYPE));
    Optional<RequestBody> body = binary(inputs, type).or(() -> text(inputs, type));
    body.ifPresent(given -> headers.set(TYPE_PLACE, TYPE, given.contentType()));
    return body.map(RequestBody::bytes);
  }

  private static Optional<RequestBody> binary(Inputs inputs, Optional<String> type) {
    List<String> given =
        List.of(BINARY, MULTIPART, "json", "data").stream()
            .filter(field -> inputs.value(field).isPresent())
            .toList();
    if (given.isEmpty() || given.get(0).equals("json") || given.get(0).equals("data")) {
      return Optional.empty();
    }
    if (given.size() > 1) {
      throw new InvalidInputException(
          "inputs.%s is the whole body; leave inputs.%s out."
              .formatted(given.get(0), given.get(1)));
    }
    return Optional.of(
        given.get(0).equals(BINARY)
            ? new RequestBody(
                Base64Input.decode(inputs, BINARY), type.orElse("application/octet-stream"))
            : multipart(inputs, type));
  }

  private static RequestBody multipart(Inputs inputs, Optional<String> type) {
    if (type.filter(text -> !text.regionMatches(true, 0, "multipart/", 0, 10)).isPresent()) {
      throw new InvalidInputException(
          TYPE_PLACE + " must begin with multipart/ beside inputs.multipart.");
    }
    MultipartBody body = MultipartBody.read(inputs, inputs.value(MULTIPART).orElseThrow(), type);
    String given = type.orElse("multipart/form-data");
    return new RequestBody(
        body.bytes(),
        given.contains(body.boundary()) ? given : given + "; boundary=" + body.boundary());
  }

  private static Optional<RequestBody> text(Inputs inputs, Optional<String> type) {
    Charset charset = BodyCharset.require(TYPE_PLACE, type.orElse(""));
    Optional<JsonNode> json = inputs.value("json");
    if (json.isPresent()) {
      return json.map(
          value -> of("json", json(value, charset), type.orElse("application/json"), charset));
    }
    return inputs.value("data").map(data -> ofData(inputs, data, type, charset));
  }

  /** JSON is UTF-8 (RFC 8259); in another charset what that may lack is written as escapes. */
  private static String json(JsonNode value, Charset charset) {
    String json = Json.write(value);
    if (charset.equals(StandardCharsets.UTF_8)) {
      return json;
    }
    StringBuilder ascii = new StringBuilder(json.length());
    json.chars()
        .forEach(c -> ascii.append(c < 0x80 ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
    return ascii.toString();
  }

  private static RequestBody ofData(
      Inputs inputs, JsonNode data, Optional<String> type, Charset charset) {
    if (data.isTextual()) {
      return of("data", data.textValue(), type.orElse("text/plain; charset=UTF-8"), charset);
    }
    return data instanceof ObjectNode form
        ? of(
            "data",
            FormText.of("inputs.data", form, charset),
            type.orElse("application/x-www-form-urlencoded"),
            charset)
        : inputs.refuse("data", "an object (a form) or a string", data);
  }

  private static RequestBody of(String field, String text, String contentType, Charset charset) {
    return new RequestBody(BodyCharset.encode("inputs." + field, text, charset), contentType);
  }
}
