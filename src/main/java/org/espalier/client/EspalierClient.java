package org.espalier.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.espalier.json.Json;

/**
 * Calls one Espalier server over HTTP. Answers are the API's own JSON.
 *
 * <p>Thread-safe. Every method waits for the answer; it throws {@link RefusedException} when the
 * server answers with an error and {@link UnreachableException} when it does not answer.
 */
public final class EspalierClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  private final URI base;
  private final String key;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /** A client of the server at this address, such as {@code http://127.0.0.1:8080}. */
  public EspalierClient(URI base) {
    this(base, "");
  }

  /**
   * The same, calling with an API key.
   *
   * @param key empty for none
   */
  public EspalierClient(URI base, String key) {
    this.base = base;
    this.key = key;
  }

  /** Creates a tree and runs it; answers the tree, with the new run in {@code run}. */
  public JsonNode submitAndRun(String tree) {
    return send(
        request("/api/trees?run=true")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(tree)));
  }

  /** One run. */
  public JsonNode run(String id) {
    return send(request("/api/runs/" + id).GET());
  }

  /** The newest runs, at most {@code limit}: {@code {"items": [...], "next": cursor|null}}. */
  public JsonNode runs(int limit) {
    return send(request("/api/runs?limit=" + limit).GET());
  }

  /** The events of one run, from its first. */
  public EventStream events(String runId) {
    return new EventStream(http, base.resolve("/api/runs/" + runId + "/events"), key);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(ANSWER_TIMEOUT)
            .header("Accept", "application/json");
    return identified(request, key);
  }

  /** With the key, if there is one. */
  static HttpRequest.Builder identified(HttpRequest.Builder request, String key) {
    return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
  }

  private JsonNode send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw RefusedException.of(request, response.statusCode(), response.body());
      }
      return Json.readForeign(response.body());
    } catch (IOException e) {
      throw new UnreachableException(base, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException(base, e);
    }
  }
}
