package org.espalier.api.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.event.EventLog.Row;

/**
 * Brings the rows of the log into the order of their ids, whatever the order they became visible
 * in. Not thread-safe.
 *
 * <p>An id below the highest one seen whose row is not there is a gap: its transaction may still be
 * on its way, or was rolled back. Rows above the first gap are held. A gap is closed when its row
 * comes, or when every transaction that could bring it is over.
 */
final class GapTracker {
  private static final long UNMARKED = Long.MAX_VALUE;

  /**
   * An id without a row.
   *
   * @param mark once all transactions below it are over, the row cannot come any more
   * @param seenAt when it was first seen, by {@link System#nanoTime}
   */
  private record Gap(long mark, long seenAt) {}

  private final boolean gapsStay;
  private final NavigableMap<Long, Gap> gaps = new TreeMap<>();
  private final NavigableMap<Long, Row> held = new TreeMap<>();
  private long highest;

  /**
   * Starts behind a row.
   *
   * @param highest the highest row seen
   * @param gapsStay whether rows become visible in the order of their ids
   */
  GapTracker(long highest, boolean gapsStay) {
    this.highest = highest;
    this.gapsStay = gapsStay;
  }

  /** The highest row seen. */
  long highest() {
    return highest;
  }

  /** Up to here every row is known, or known never to come. */
  long settled() {
    return gaps.isEmpty() ? highest : gaps.firstKey() - 1;
  }

  boolean hasGaps() {
    return !gaps.isEmpty();
  }

  /** The ids without a row, in order. */
  Set<Long> gaps() {
    return gaps.keySet();
  }

  /** Takes the next rows, in the order of their ids, all above {@link #highest}. */
  void append(List<Row> rows, long now) {
    for (Row row : rows) {
      for (long id = highest + 1; id < row.id() && !gapsStay; id++) {
        gaps.put(id, new Gap(UNMARKED, now));
      }
      highest = row.id();
      held.put(row.id(), row);
    }
  }

  /** Takes rows that were gaps. */
  void fill(Collection<Row> rows) {
    for (Row row : rows) {
      gaps.remove(row.id());
      held.put(row.id(), row);
    }
  }

  /** Whether a gap has no mark yet. */
  boolean hasUnmarked() {
    return gaps.values().stream().anyMatch(gap -> gap.mark == UNMARKED);
  }

  /** Gives the gaps that have none a mark taken after they were seen. */
  void mark(long mark) {
    gaps.replaceAll((id, gap) -> gap.mark == UNMARKED ? new Gap(mark, gap.seenAt) : gap);
  }

  /**
   * Closes gaps that no transaction can fill any more. The rows at the gaps must have been read
   * after {@code passed} was.
   */
  void close(long passed) {
    gaps.values().removeIf(gap -> gap.mark <= passed);
  }

  /** Closes gaps that were seen at or before this time, whatever may still fill them. */
  int closeSeenBefore(long time) {
    int before = gaps.size();
    gaps.values().removeIf(gap -> gap.seenAt - time <= 0);
    return before - gaps.size();
  }

  /** The rows that are settled now and were not handed out before, in order. */
  List<Row> takeSettled() {
    NavigableMap<Long, Row> settled = held.headMap(settled(), true);
    List<Row> rows = new ArrayList<>(settled.values());
    settled.clear();
    return rows;
  }
}
