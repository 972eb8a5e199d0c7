package org.espalier.api.feed;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.espalier.event.EventLog.Row;
import org.espalier.json.Json;

/** Rows of an event log, for tests. */
final class Rows {
  static final UUID RUN = UUID.fromString("11111111-1111-4111-8111-111111111111");
  static final UUID OTHER_RUN = UUID.fromString("22222222-2222-4222-8222-222222222222");
  static final UUID TREE = UUID.fromString("33333333-3333-4333-8333-333333333333");

  private Rows() {}

  /** A row of {@link #RUN} with events of these types. */
  static Row row(long id, String... types) {
    return row(id, RUN, types);
  }

  static Row row(long id, UUID run, String... types) {
    var events = Json.array();
    for (String type : types.length == 0 ? new String[] {"task.started"} : types) {
      events
          .addObject()
          .put("type", type)
          .put("run_id", run.toString())
          .put("tree_id", TREE.toString());
    }
    return new Row(id, run, Json.write(events));
  }

  static List<Row> rows(long... ids) {
    return Arrays.stream(ids).mapToObj(Rows::row).toList();
  }
}
