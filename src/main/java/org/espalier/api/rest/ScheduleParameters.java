package org.espalier.api.rest;

import org.espalier.api.http.QueryParameters;
import org.espalier.engine.schedule.ScheduleQuery;
import org.espalier.schedule.ScheduleType;
import org.espalier.tree.TaskStatus;

/** Which scheduled tasks a request asks for. */
final class ScheduleParameters {
  private ScheduleParameters() {}

  static ScheduleQuery query(QueryParameters parameters) {
    return new ScheduleQuery(
        parameters.flag("enabled_only", false),
        parameters.words("type", ScheduleType.values(), ScheduleType::word),
        parameters.words("status", TaskStatus.values(), TaskStatus::word),
        parameters.text("user_id"),
        parameters.limit(),
        0,
        parameters.cursor());
  }
}
