package org.espalier.api.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.espalier.event.EventLog.Row;
import org.espalier.event.EventPosition;

/**
 * One client's way through the log. Thread-safe.
 *
 * <p>Life cycle: it first reads the log itself from its position on ({@link #catchUp}), a page
 * whenever its client has taken most of the one before. Once a page ends at the end of the log it
 * is live, and takes what the tail offers. What the tail offers before that is only noted, and read
 * with the next page. Positions make sure that nothing is sent twice.
 */
final class Subscription {
  private static final System.Logger LOG = System.getLogger(Subscription.class.getName());

  /** A client with fewer frames queued than this is ready for another page. */
  static final int LOW_BACKLOG = 100;

  private static final int ROWS_PER_PAGE = 50;

  private final EventSource source;
  private final EventTarget target;
  private final Outlet outlet;
  private final int maxBacklog;
  private final LongSupplier settled;

  private EventPosition position;
  private boolean isLive;
  private boolean isReading;
  private boolean missedOffer;

  /**
   * Starts behind a position.
   *
   * @param maxBacklog a live client with more frames queued is disconnected
   * @param settled up to which row the log is settled for streams of all runs
   */
  Subscription(
      EventSource source,
      EventTarget target,
      EventPosition position,
      Outlet outlet,
      int maxBacklog,
      LongSupplier settled) {
    this.source = source;
    this.target = target;
    this.position = position;
    this.outlet = outlet;
    this.maxBacklog = maxBacklog;
    this.settled = settled;
  }

  EventTarget target() {
    return target;
  }

  /** Takes frames from the tail, in order; those it does not show may be left out. */
  synchronized void offer(List<EventFrame> frames) {
    if (!isLive) {
      missedOffer = true;
      return;
    }
    send(frames);
    if (!outlet.isEnded() && outlet.backlog() > maxBacklog) {
      LOG.log(
          System.Logger.Level.INFO,
          "an event stream is closed: its client has not read more than {0} events; it may resume",
          maxBacklog);
      outlet.abort();
    }
  }

  /**
   * Reads on, unless the subscription is live or its client is busy. Called again when it is not.
   */
  void catchUp() {
    synchronized (this) {
      if (isReading || isLive) {
        return;
      }
      isReading = true;
    }
    try {
      while (readPage()) {
        // One page after the other.
      }
    } catch (RuntimeException e) {
      stopReading();
      throw e;
    }
  }

  private synchronized void stopReading() {
    isReading = false;
  }

  private boolean readPage() {
    EventPosition from;
    long end = end();
    synchronized (this) {
      missedOffer = false;
      from = position;
    }
    List<Row> rows = read(from.row(), end);
    List<EventFrame> frames = new ArrayList<>();
    rows.forEach(row -> frames.addAll(EventFrame.of(row)));
    synchronized (this) {
      send(frames);
      boolean isEnd = rows.size() < ROWS_PER_PAGE && !missedOffer;
      if (isEnd) {
        goLive();
      }
      boolean goOn = !isEnd && !outlet.isEnded() && outlet.backlog() < LOW_BACKLOG;
      isReading = goOn; // here, in the same step as the decision: the client may be ready again
      return goOn;
    }
  }

  /** Taken before the read, which then sees everything up to it. */
  private long end() {
    return target instanceof EventTarget.OneRun ? Long.MAX_VALUE : settled.getAsLong();
  }

  private List<Row> read(long fromRow, long end) {
    if (target instanceof EventTarget.OneRun run) {
      return source.read(run.runId(), fromRow, ROWS_PER_PAGE);
    }
    return source.read(null, fromRow, ROWS_PER_PAGE).stream()
        .filter(row -> row.id() <= end)
        .toList();
  }

  private void goLive() {
    isLive = true;
    if (target instanceof EventTarget.OneRun run && run.isOver()) {
      outlet.finish(); // its end lies before the position the client came with
    }
  }

  /** All at once: a write each would cost the server more than the bytes. */
  private void send(List<EventFrame> frames) {
    List<EventFrame> shown = new ArrayList<>(frames.size());
    boolean isEnd = false;
    for (int i = 0; i < frames.size() && !isEnd; i++) {
      EventFrame frame = frames.get(i);
      if (frame.position().compareTo(position) > 0) {
        position = frame.position();
        if (target.shows(frame)) {
          shown.add(frame);
        }
      }
      isEnd = target instanceof EventTarget.OneRun && frame.endsRun();
    }
    if (!shown.isEmpty()) {
      outlet.show(shown);
    }
    if (isEnd) {
      outlet.finish();
    }
  }
}
