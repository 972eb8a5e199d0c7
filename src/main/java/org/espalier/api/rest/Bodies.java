package org.espalier.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.espalier.ErrorCode;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;
import org.espalier.settings.EspalierSettings;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests, up to the limit; {@code api.door} has looked at their type.
 * Thread-safe.
 */
@ApplicationScoped
public class Bodies {
  /** How much of a body that is too large is read all the same, so that its sender gets to hear. */
  private static final long MAX_SWALLOWED_BYTES = 64L << 20;

  private EspalierSettings settings;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected Bodies() {}

  @Inject
  public Bodies(EspalierSettings settings) {
    this.settings = settings;
  }

  /**
   * The bytes of a body.
   *
   * @throws RequestRefusedException when it is too large or breaks off
   */
  public byte[] bytes(InputStream body, HttpHeaders headers) {
    try {
      return read(body, headers);
    } catch (IOException e) {
      throw new RequestRefusedException(
          ErrorCode.INVALID_REQUEST, "The body could not be read to its end: " + e.getMessage());
    }
  }

  private byte[] read(InputStream body, HttpHeaders headers) throws IOException {
    int limit = settings.limits().maxBodyBytes();
    long announced = announcedBytes(headers);
    if (announced > limit) {
      throw tooLarge(body, limit, announced);
    }
    byte[] bytes = body.readNBytes(limit);
    if (bytes.length == limit && body.read() >= 0) {
      throw tooLarge(body, limit, announced);
    }
    return bytes;
  }

  /**
   * The JSON of a body.
   *
   * @throws MalformedJsonException when it is none, or none that is acceptable
   * @throws RequestRefusedException when it is too large
   */
  public JsonNode json(InputStream body, HttpHeaders headers) {
    return json(bytes(body, headers));
  }

  /** The JSON of a body that may be empty. */
  public Optional<JsonNode> optionalJson(InputStream body, HttpHeaders headers) {
    byte[] bytes = bytes(body, headers);
    return bytes.length == 0 ? Optional.empty() : Optional.of(json(bytes));
  }

  /** The JSON that these bytes are. */
  public static JsonNode json(byte[] bytes) {
    try {
      return Json.readStrictly(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      // Nothing is left to fail but the decoding of characters.
      throw new MalformedJsonException("The body is not UTF-8 text: " + e.getMessage());
    }
  }

  /** What {@code Content-Length} says; JAX-RS would read it as an int. -1 when it says nothing. */
  private static long announcedBytes(HttpHeaders headers) {
    @Nullable String length = headers.getHeaderString(HttpHeaders.CONTENT_LENGTH);
    return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : -1;
  }

  /** A body of which not all would be read anyhow is not waited for. */
  private static RequestRefusedException tooLarge(InputStream body, int limit, long announced)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long swallowed = announced > MAX_SWALLOWED_BYTES ? MAX_SWALLOWED_BYTES : 0;
    while (swallowed < MAX_SWALLOWED_BYTES) {
      int n = body.read(buffer);
      swallowed = n < 0 ? MAX_SWALLOWED_BYTES : swallowed + n;
    }
    return new RequestRefusedException(
        ErrorCode.BODY_TOO_LARGE,
        "The body is larger than the %d bytes allowed; send less at once.".formatted(limit));
  }
}
