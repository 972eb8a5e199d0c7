package org.espalier.executor.peer;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.espalier.client.EventParser;
import org.espalier.client.StreamEvent;
import org.espalier.executor.Deadlines;
import org.espalier.executor.http.GuardedHttpClient;
import org.espalier.json.MalformedJsonException;
import org.espalier.settings.PeerSettings;

/** Talks to the other node for one attempt. Thread-safe. */
public final class PeerClient {
  private final GuardedHttpClient client;
  private final PeerTarget target;
  private final PeerSettings settings;
  private final Deadlines deadlines;

  PeerClient(
      GuardedHttpClient client, PeerTarget target, PeerSettings settings, Deadlines deadlines) {
    this.client = client;
    this.target = target;
    this.settings = settings;
    this.deadlines = deadlines;
  }

  /** Begins a request with the headers of every request. */
  public HttpRequest.Builder to(String path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(target.uri(path));
    target.headers().forEach(builder::header);
    return builder;
  }

  /**
   * Asks for an answer that is not a stream.
   *
   * @throws RefusedException when it is too large
   */
  public PeerAnswer send(HttpRequest request) throws IOException, InterruptedException {
    return read(open(request));
  }

  /** Asks for an answer that may be a stream; close its body, or read it here. */
  public HttpResponse<InputStream> open(HttpRequest request)
      throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  /**
   * Reads an answer that is not a stream.
   *
   * @throws RefusedException when it is too large
   */
  public PeerAnswer read(HttpResponse<InputStream> response) throws IOException {
    byte[] body;
    try (InputStream in = response.body()) {
      body = in.readNBytes(settings.maxBytes() + 1);
    }
    if (body.length > settings.maxBytes()) {
      throw tooLarge();
    }
    return PeerAnswer.of(response, body);
  }

  /**
   * Reads events until one of them is the last, or the stream ends. A stream without a sign of life
   * for the time of silence is closed.
   *
   * @param isLast shown each event; true ends the reading
   * @return false when the stream ended by itself
   * @throws RefusedException when an event is too large
   * @throws IOException when the connection is lost, or what comes is no stream of events
   */
  public boolean readEvents(
      InputStream body, EventParser parser, Duration silence, Predicate<StreamEvent> isLast)
      throws IOException {
    try (body) {
      LineReader lines = new LineReader(body, settings.maxBytes());
      while (true) {
        Future<?> tooQuiet = deadlines.after(silence, () -> close(body));
        var line = lines.next();
        tooQuiet.cancel(false);
        if (line.isEmpty()) {
          return false;
        }
        if (parser.line(line.get()).filter(isLast).isPresent()) {
          return true;
        }
      }
    } catch (LineReader.EventTooLargeException e) {
      throw tooLarge();
    } catch (MalformedJsonException e) {
      throw new IOException("an event of its stream is no JSON", e);
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      System.getLogger(PeerClient.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a silent stream failed", e);
    }
  }

  private RefusedException tooLarge() {
    return new RefusedException(
        "response_too_large",
        false,
        "it answers with more than %d bytes; raise espalier.executors.%s.max-bytes"
            .formatted(settings.maxBytes(), settings.name()));
  }
}
