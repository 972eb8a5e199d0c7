package org.espalier.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import org.espalier.client.EspalierClient;
import org.espalier.client.EventStream;
import org.espalier.json.Json;

/** Requests to one server, with answers as they are: nothing is an exception but no answer. */
public final class Http {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration ANSWER_BOUND = Duration.ofSeconds(60);

  /** What a server answered. */
  public record Answer(int status, HttpHeaders headers, String text) {
    /** The body as JSON. */
    public JsonNode json() {
      return Json.readForeign(text);
    }

    /** The value at a JSON pointer of the body, as text. */
    public String at(String pointer) {
      return json().at(pointer).asText();
    }

    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  private final URI base;

  public Http(URI base) {
    this.base = base;
  }

  public Answer get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  /** Posts JSON. */
  public Answer post(String path, String json, String... headers) {
    return send("POST", path, json, headers);
  }

  /** Posts JSON. */
  public Answer post(String path, JsonNode json, String... headers) {
    return post(path, Json.write(json), headers);
  }

  /** The events of a run, from its first. */
  public EventStream events(String runId) {
    return new EspalierClient(base).events(runId);
  }

  /**
   * Sends any request.
   *
   * @param body empty for none; JSON unless the headers say otherwise
   * @param headers names and values in turn
   */
  public Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(ANSWER_BOUND)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty() && !Arrays.asList(headers).contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
