package org.espalier.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Follows a stream of server-sent events, across restarts of the server.
 *
 * <p>When the connection breaks it is made again with {@code Last-Event-ID}, so that no event is
 * missed and none comes twice. Not thread-safe; meant to be followed once.
 */
public final class EventStream {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The answer behind the last event of a run. */
  private static final int NO_MORE = 204;

  private final HttpClient http;
  private final URI uri;
  private final String key;
  private String lastId = "";

  EventStream(HttpClient http, URI uri, String key) {
    this.http = http;
    this.uri = uri;
    this.key = key;
  }

  /**
   * Hands over one event after the other, on the calling thread, until {@code more} answers false
   * or the run has no more.
   *
   * @throws RefusedException when the server refuses the stream
   * @throws UnreachableException when the server could not be reached for a minute, or the thread
   *     was interrupted
   */
  public void follow(Predicate<StreamEvent> more) {
    long reachedAt = System.nanoTime();
    while (true) {
      try {
        HttpResponse<InputStream> response = connect();
        reachedAt = System.nanoTime();
        if (response.statusCode() == NO_MORE || !read(response.body(), more)) {
          return;
        }
      } catch (IOException e) {
        if (System.nanoTime() - reachedAt > PATIENCE.toNanos()) {
          throw new UnreachableException(uri, e);
        }
      }
      pause();
    }
  }

  private HttpResponse<InputStream> connect() throws IOException {
    HttpRequest.Builder request =
        EspalierClient.identified(
            HttpRequest.newBuilder(uri).header("Accept", "text/event-stream"), key);
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    try {
      HttpRequest built = request.build();
      HttpResponse<InputStream> response = http.send(built, BodyHandlers.ofInputStream());
      if (response.statusCode() / 100 == 5) {
        throw new IOException("status " + response.statusCode());
      }
      if (response.statusCode() != 200 && response.statusCode() != NO_MORE) {
        String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        throw RefusedException.of(built, response.statusCode(), body);
      }
      return response;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException(uri, e);
    }
  }

  /** Answers false when the reader wants no more, true when the server ended the stream. */
  private boolean read(InputStream body, Predicate<StreamEvent> more) throws IOException {
    EventParser parser = new EventParser(lastId);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<StreamEvent> event = parser.line(line);
        if (event.isEmpty()) {
          continue;
        }
        lastId = event.get().id();
        if (!more.test(event.get())) {
          return false;
        }
      }
    }
    return true;
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException(uri, e);
    }
  }
}
