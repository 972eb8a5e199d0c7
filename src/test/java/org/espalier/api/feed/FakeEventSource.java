package org.espalier.api.feed;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.espalier.event.EventLog.Row;
import org.jspecify.annotations.Nullable;

/**
 * An event log in memory whose rows become visible when the test says so. Like PostgreSQL it gives
 * each transaction a number; {@link #mark} takes the next one.
 */
final class FakeEventSource implements EventSource {
  private final NavigableMap<Long, Row> visible = new ConcurrentSkipListMap<>();
  private final boolean isOrdered;
  private long nextTransaction = 100;
  private long oldestOpen = Long.MAX_VALUE;
  private Runnable beforeRead = () -> {};

  FakeEventSource(boolean isOrdered) {
    this.isOrdered = isOrdered;
  }

  void commit(Row... rows) {
    for (Row row : rows) {
      visible.put(row.id(), row);
    }
  }

  /** A transaction begins and stays open. */
  void openTransaction() {
    oldestOpen = nextTransaction++;
  }

  /** The open transaction ends, one way or the other. */
  void endTransaction() {
    oldestOpen = Long.MAX_VALUE;
  }

  /** Something happens just before the next read, once. */
  void beforeNextRead(Runnable action) {
    beforeRead = action;
  }

  @Override
  public List<Row> read(@Nullable UUID runId, long fromRow, int limit) {
    Runnable action = beforeRead;
    beforeRead = () -> {};
    action.run();
    return visible.tailMap(fromRow, true).values().stream()
        .filter(row -> runId == null || row.runId().equals(runId))
        .limit(limit)
        .toList();
  }

  @Override
  public List<Row> readRows(Collection<Long> ids) {
    return visible.values().stream().filter(row -> ids.contains(row.id())).toList();
  }

  @Override
  public List<Long> idsAfter(long row) {
    return List.copyOf(visible.tailMap(row, false).keySet());
  }

  @Override
  public long lastRow() {
    return visible.isEmpty() ? 0 : visible.lastKey();
  }

  @Override
  public boolean isOrderedByIds() {
    return isOrdered;
  }

  @Override
  public long mark() {
    return nextTransaction++;
  }

  @Override
  public long passed() {
    return Math.min(oldestOpen, nextTransaction);
  }
}
