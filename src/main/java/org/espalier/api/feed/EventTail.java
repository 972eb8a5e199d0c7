package org.espalier.api.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.espalier.event.EventLog.Row;

/**
 * Follows the end of the log and hands new rows to those who watch: to the watchers of a run as
 * soon as a row is visible, to the watchers of all runs in the order of the ids. Thread-safe.
 */
final class EventTail {
  /** How far before the end rows may be missing that are still to come when the tail begins. */
  private static final int LOOK_BACK = 10_000;

  /** How often and how long the beginning waits for transactions that are about to end. */
  private static final int BEGIN_TRIES = 5;

  private static final long BEGIN_PAUSE_NANOS = Duration.ofMillis(5).toNanos();

  private static final int ROWS_PER_READ = 500;

  /** No more than the smallest buffer a client can be given. */
  private static final int FRAMES_PER_OFFER = 100;

  /** Longer than any transaction that appends; behind it a gap would hold the streams for ever. */
  private static final Duration MAX_GAP_AGE = Duration.ofSeconds(60);

  private static final System.Logger LOG = System.getLogger(EventTail.class.getName());

  private final EventSource source;
  private final Subscribers subscribers;
  private GapTracker tracker = new GapTracker(0, true);
  private volatile long settled;

  EventTail(EventSource source, Subscribers subscribers) {
    this.source = source;
    this.subscribers = subscribers;
  }

  /** Up to this row every watcher of all runs is served, or can read it. */
  long settled() {
    return settled;
  }

  /**
   * Begins anew at the end of the log. Rows that are not visible yet will be handed out; with them
   * may come some behind them that were visible already.
   */
  synchronized void begin() {
    boolean gapsStay = source.isOrderedByIds();
    long last = source.lastRow();
    Set<Long> gaps = gapsStay ? Set.of() : openGaps(last);
    long start = gaps.stream().mapToLong(gap -> gap - 1).min().orElse(last);
    tracker = new GapTracker(start, gapsStay);
    settled = start;
  }

  /** The ids before the end of the log whose rows may still come. */
  private Set<Long> openGaps(long last) {
    long first = Math.max(0, last - LOOK_BACK);
    Set<Long> gaps = new HashSet<>();
    LongStream.rangeClosed(first + 1, last).forEach(gaps::add);
    source.idsAfter(first).forEach(gaps::remove);
    for (int i = 0; i < BEGIN_TRIES && !gaps.isEmpty(); i++) {
      long mark = source.mark();
      LockSupport.parkNanos(this, i * BEGIN_PAUSE_NANOS);
      long passed = source.passed();
      source.readRows(gaps).forEach(row -> gaps.remove(row.id()));
      if (mark <= passed) {
        return Set.of(); // nobody is left who could fill the rest
      }
    }
    return gaps;
  }

  /**
   * Hands out what has become visible.
   *
   * @param now by {@link System#nanoTime}
   * @return whether rows are held because of a gap, so that it is worth looking again soon
   */
  synchronized boolean poll(long now) {
    Map<Long, List<EventFrame>> frames = new HashMap<>();
    if (tracker.hasGaps()) {
      revisitGaps(now, frames);
    }
    List<Row> rows;
    do {
      rows = source.read(null, tracker.highest() + 1, ROWS_PER_READ);
      tracker.append(rows, now);
      offerToRuns(rows, frames);
      offerSettled(frames);
    } while (rows.size() == ROWS_PER_READ);
    return tracker.hasGaps();
  }

  private void revisitGaps(long now, Map<Long, List<EventFrame>> frames) {
    long passed = source.passed();
    List<Row> late = source.readRows(tracker.gaps());
    tracker.fill(late);
    tracker.close(passed);
    if (tracker.hasUnmarked()) {
      tracker.mark(source.mark());
    }
    int given = tracker.closeSeenBefore(now - MAX_GAP_AGE.toNanos());
    if (given > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} rows of the event log are missing for {1}; streams of all runs go on without them."
              + " Some transaction holds the database up",
          given,
          MAX_GAP_AGE);
    }
    offerToRuns(late, frames);
  }

  private void offerToRuns(List<Row> rows, Map<Long, List<EventFrame>> frames) {
    for (Row row : rows) {
      if (subscribers.watchRun(row.runId())) {
        subscribers.offerToRun(row.runId(), framesOf(row, frames));
      }
    }
  }

  private void offerSettled(Map<Long, List<EventFrame>> frames) {
    List<Row> rows = tracker.takeSettled();
    settled = tracker.settled(); // before the offers: see Subscription.catchUp
    if (subscribers.watchAll()) {
      offerInPortions(rows, frames);
    }
    frames.clear();
  }

  /** Several rows at once, so that a client's connection is written to once for all of them. */
  private void offerInPortions(List<Row> rows, Map<Long, List<EventFrame>> frames) {
    List<EventFrame> portion = new ArrayList<>();
    for (Row row : rows) {
      portion.addAll(framesOf(row, frames));
      if (portion.size() >= FRAMES_PER_OFFER) {
        subscribers.offerToAll(portion);
        portion = new ArrayList<>();
      }
    }
    subscribers.offerToAll(portion);
  }

  private static List<EventFrame> framesOf(Row row, Map<Long, List<EventFrame>> frames) {
    return frames.computeIfAbsent(row.id(), id -> EventFrame.of(row));
  }
}
