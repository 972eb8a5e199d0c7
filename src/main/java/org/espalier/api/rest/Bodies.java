package org.espalier.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.espalier.ErrorCode;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;

/** Reads the bodies of requests, whose size and type {@code api.door} has looked at. Stateless. */
final class Bodies {
  private Bodies() {}

  /** The bytes of a body. */
  static byte[] bytes(InputStream body) {
    try {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new RequestRefusedException(
          ErrorCode.BODY_UNFINISHED, "The body could not be read to its end: " + e.getMessage());
    }
  }

  /**
   * The JSON of a body.
   *
   * @throws MalformedJsonException when it is none, or none that is acceptable
   */
  static JsonNode json(InputStream body) {
    return json(bytes(body));
  }

  /** The JSON of a body that may be empty. */
  static Optional<JsonNode> optionalJson(InputStream body) {
    byte[] bytes = bytes(body);
    return bytes.length == 0 ? Optional.empty() : Optional.of(json(bytes));
  }

  /** The JSON that these bytes are. */
  static JsonNode json(byte[] bytes) {
    try {
      return Json.readStrictly(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      // Nothing is left to fail but the decoding of characters.
      throw new MalformedJsonException("The body is not UTF-8 text: " + e.getMessage());
    }
  }
}
