package org.espalier.api.feed;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.espalier.event.EventLog.Row;
import org.jspecify.annotations.Nullable;

/** What streams need of the event log. Thread-safe. */
interface EventSource {
  /** As {@link org.espalier.event.EventLog#read}. */
  List<Row> read(@Nullable UUID runId, long fromRow, int limit);

  /** As {@link org.espalier.event.EventLog#readRows}. */
  List<Row> readRows(Collection<Long> ids);

  /** As {@link org.espalier.event.EventLog#idsAfter}. */
  List<Long> idsAfter(long row);

  /** As {@link org.espalier.event.EventLog#lastRow}. */
  long lastRow();

  /** As {@link org.espalier.event.CommitOrder#isThatOfIds}. */
  boolean isOrderedByIds();

  /** As {@link org.espalier.event.CommitOrder#mark}. */
  long mark();

  /** As {@link org.espalier.event.CommitOrder#passed}. */
  long passed();
}
