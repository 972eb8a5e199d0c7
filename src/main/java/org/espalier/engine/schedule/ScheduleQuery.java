package org.espalier.engine.schedule;

import java.util.Optional;
import java.util.Set;
import org.espalier.engine.query.PageCursor;
import org.espalier.schedule.ScheduleType;
import org.espalier.tree.TaskStatus;

/**
 * Which scheduled tasks are wanted.
 *
 * @param enabledOnly whether those that are switched off or over are left out
 * @param types of these types; empty for all
 * @param statuses in one of these states; empty for all
 * @param userId of this owner; empty for all
 * @param limit how many at most
 * @param offset how many of the first are left out
 * @param after behind this place of the list
 */
public record ScheduleQuery(
    boolean enabledOnly,
    Set<ScheduleType> types,
    Set<TaskStatus> statuses,
    Optional<String> userId,
    int limit,
    int offset,
    Optional<PageCursor> after) {
  public ScheduleQuery {
    types = Set.copyOf(types);
    statuses = Set.copyOf(statuses);
  }
}
