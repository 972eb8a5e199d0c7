package org.espalier.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.util.Arrays;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;

/** The server answered a request with an error; the message is the server's own sentence. */
public class RefusedException extends EspalierException {
  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(ErrorCode code, int status, String message) {
    super(code, message);
    this.status = status;
  }

  /** From an answer that should be a problem (RFC 9457) but need not be. */
  static RefusedException of(HttpRequest request, int status, String body) {
    String call = request.method() + " " + request.uri();
    try {
      JsonNode problem = Json.readForeign(body);
      String sentence = problem.path("detail").asText(problem.path("title").asText("no reason"));
      return new RefusedException(
          codeOf(problem.path("code").asText()),
          status,
          "%s was refused with status %d: %s".formatted(call, status, sentence));
    } catch (MalformedJsonException e) {
      return new RefusedException(
          ErrorCode.INTERNAL,
          status,
          "%s was answered with status %d and no JSON.".formatted(call, status));
    }
  }

  private static ErrorCode codeOf(String word) {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> code.word().equals(word))
        .findFirst()
        .orElse(ErrorCode.INTERNAL);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
