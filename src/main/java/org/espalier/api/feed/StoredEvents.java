package org.espalier.api.feed;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.espalier.event.CommitOrder;
import org.espalier.event.EventLog;
import org.espalier.event.EventLog.Row;
import org.jspecify.annotations.Nullable;

/** The event log in the database. */
record StoredEvents(EventLog log, CommitOrder order) implements EventSource {
  @Override
  public List<Row> read(@Nullable UUID runId, long fromRow, int limit) {
    return log.read(runId, fromRow, limit);
  }

  @Override
  public List<Row> readRows(Collection<Long> ids) {
    return log.readRows(ids);
  }

  @Override
  public List<Long> idsAfter(long row) {
    return log.idsAfter(row);
  }

  @Override
  public long lastRow() {
    return log.lastRow();
  }

  @Override
  public boolean isOrderedByIds() {
    return order.isThatOfIds();
  }

  @Override
  public long mark() {
    return order.mark();
  }

  @Override
  public long passed() {
    return order.passed();
  }
}
