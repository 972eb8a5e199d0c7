package org.espalier.executor.espalier;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.espalier.client.EventParser;
import org.espalier.client.StreamEvent;
import org.espalier.executor.Deadlines;

/**
 * Follows a run by its events. When the connection breaks, or is silent too long, it is made again
 * behind the last event. Confined to the attempt's thread; used once.
 */
final class Following {
  /** Nodes send a comment every 15 seconds by default, every 10 minutes at least. */
  private static final Duration SILENCE = Duration.ofMinutes(11);

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Node node;
  private final Deadlines deadlines;
  private final Duration patience;
  private final Stop stop;
  private String lastId = "";

  Following(Node node, Deadlines deadlines, Duration patience, Stop stop) {
    this.node = node;
    this.deadlines = deadlines;
    this.patience = patience;
    this.stop = stop;
  }

  /**
   * Returns when the run is over.
   *
   * @throws IOException when the node was not to be reached for as long as patience goes
   * @throws RefusedException when it does not show the run
   */
  void untilEnd(String runId, RemoteProgress progress) throws IOException, InterruptedException {
    long reachedAt = System.nanoTime();
    while (true) {
      try {
        HttpResponse<InputStream> response = node.events(runId, lastId);
        if (response.statusCode() != 200) {
          refuse(node.read(response));
        }
        reachedAt = System.nanoTime();
        if (readToEnd(response.body(), progress)) {
          return;
        }
      } catch (IOException e) {
        boolean tooLong = System.nanoTime() - reachedAt > patience.toNanos();
        if (tooLong || stop.reason().isPresent()) {
          throw e;
        }
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private static void refuse(Answer answer) throws IOException {
    if (!answer.isPassing()) {
      throw answer.refused();
    }
    throw new IOException(answer.refused().getMessage());
  }

  /** Answers false when the connection ended before the run. */
  private boolean readToEnd(InputStream body, RemoteProgress progress) throws IOException {
    EventParser parser = new EventParser(lastId);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (Optional<String> line = next(lines, body); line.isPresent(); line = next(lines, body)) {
        Optional<StreamEvent> event = parser.line(line.get());
        if (event.isPresent()) {
          lastId = event.get().id();
          if (event.get().endsRun()) {
            return true;
          }
          progress.show(event.get());
        }
      }
    }
    return false;
  }

  private Optional<String> next(BufferedReader lines, InputStream body) throws IOException {
    Future<?> silence = deadlines.after(SILENCE, () -> close(body));
    try {
      return Optional.ofNullable(lines.readLine());
    } finally {
      silence.cancel(false);
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      System.getLogger(Following.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a silent stream failed", e);
    }
  }
}
