package org.espalier.executor.espalier;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.espalier.client.EventParser;
import org.espalier.client.StreamEvent;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.peer.PeerAnswer;
import org.espalier.executor.peer.PeerClient;
import org.espalier.executor.peer.RefusedException;

/**
 * Follows a run by its events. When the connection breaks, or is silent too long, it is made again
 * behind the last event. Confined to the attempt's thread; used once.
 */
final class Following {
  /** Nodes send a comment every 15 seconds by default, every 10 minutes at least. */
  /** The answer behind the last event of a run. */
  private static final int NO_MORE = 204;

  private static final Duration SILENCE = Duration.ofMinutes(11);

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Node node;
  private final PeerClient peer;
  private final Duration patience;
  private final StopSwitch stop;
  private String lastId = "";

  Following(Node node, PeerClient peer, Duration patience, StopSwitch stop) {
    this.node = node;
    this.peer = peer;
    this.patience = patience;
    this.stop = stop;
  }

  /**
   * Returns when the run is over.
   *
   * @throws IOException when the node was not to be reached for as long as patience goes
   * @throws RefusedException when it does not show the run
   */
  void untilEnd(String runId, RunEvents events) throws IOException, InterruptedException {
    long reachedAt = System.nanoTime();
    while (true) {
      try {
        HttpResponse<InputStream> response = node.events(runId, lastId);
        if (response.statusCode() == NO_MORE) {
          return;
        }
        if (response.statusCode() != 200) {
          refuse(peer.read(response));
        }
        reachedAt = System.nanoTime();
        if (readToEnd(response.body(), events)) {
          return;
        }
      } catch (IOException e) {
        boolean tooLong = System.nanoTime() - reachedAt > patience.toNanos();
        if (tooLong || stop.isFired()) {
          throw e;
        }
      }
      stop.pause(PAUSE);
    }
  }

  private static void refuse(PeerAnswer answer) throws IOException {
    if (!answer.isPassing()) {
      throw answer.refused();
    }
    throw new IOException(answer.refused().getMessage());
  }

  /** Answers false when the connection ended before the run. */
  private boolean readToEnd(InputStream body, RunEvents events) throws IOException {
    return peer.readEvents(body, new EventParser(lastId), SILENCE, event -> take(event, events));
  }

  private boolean take(StreamEvent event, RunEvents events) {
    lastId = event.id();
    if (!event.endsRun()) {
      events.show(event);
    }
    return event.endsRun();
  }
}
