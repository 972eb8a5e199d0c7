package org.espalier.api.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.event.EventLog.Row;

/**
 * Follows the end of the log and hands new rows to those who watch: to the watchers of a run as
 * soon as a row is visible, to the watchers of all runs in the order of the ids. Thread-safe.
 */
final class EventTail {
  /** How far before the end rows may be missing that are still to come when the tail begins. */
  private static final int LOOK_BACK = 10_000;

  private static final int ROWS_PER_READ = 500;

  /** Longer than any transaction that appends; behind it a gap would hold the streams for ever. */
  private static final Duration MAX_GAP_AGE = Duration.ofSeconds(60);

  private static final System.Logger LOG = System.getLogger(EventTail.class.getName());

  private final EventSource source;
  private final Subscribers subscribers;
  private GapTracker gaps = new GapTracker(0, true);
  private volatile long settled;

  EventTail(EventSource source, Subscribers subscribers) {
    this.source = source;
    this.subscribers = subscribers;
  }

  /** Up to this row every watcher of all runs is served, or can read it. */
  long settled() {
    return settled;
  }

  /** Begins anew at the end of the log: rows that are not visible yet will be handed out. */
  synchronized void begin(long now) {
    boolean gapsStay = source.isOrderedByIds();
    long last = source.lastRow();
    gaps = new GapTracker(last, gapsStay);
    if (!gapsStay) {
      long first = Math.max(0, last - LOOK_BACK);
      Set<Long> there = new HashSet<>(source.idsAfter(first));
      for (long id = first + 1; id <= last; id++) {
        if (!there.contains(id)) {
          gaps.addGap(id, now);
        }
      }
    }
    settled = gaps.settled();
  }

  /**
   * Hands out what has become visible.
   *
   * @param now by {@link System#nanoTime}
   * @return whether rows are held because of a gap, so that it is worth looking again soon
   */
  synchronized boolean poll(long now) {
    Map<Long, List<EventFrame>> frames = new HashMap<>();
    if (gaps.hasGaps()) {
      revisitGaps(now, frames);
    }
    List<Row> rows;
    do {
      rows = source.read(null, gaps.highest() + 1, ROWS_PER_READ);
      gaps.append(rows, now);
      offerToRuns(rows, frames);
      offerSettled(frames);
    } while (rows.size() == ROWS_PER_READ);
    return gaps.hasGaps();
  }

  private void revisitGaps(long now, Map<Long, List<EventFrame>> frames) {
    long passed = source.passed();
    List<Row> late = source.readRows(gaps.gaps());
    gaps.fill(late);
    gaps.close(passed);
    if (gaps.hasUnmarked()) {
      gaps.mark(source.mark());
    }
    int given = gaps.closeSeenBefore(now - MAX_GAP_AGE.toNanos());
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
    List<Row> rows = gaps.takeSettled();
    settled = gaps.settled(); // before the offers: see Subscription.catchUp
    if (subscribers.watchAll()) {
      rows.forEach(row -> subscribers.offerToAll(framesOf(row, frames)));
    }
    frames.clear();
  }

  private static List<EventFrame> framesOf(Row row, Map<Long, List<EventFrame>> frames) {
    return frames.computeIfAbsent(row.id(), id -> EventFrame.of(row));
  }
}
