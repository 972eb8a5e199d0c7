package org.espalier.engine.approval;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.query.PageCursor;

/**
 * Which questions to list, the oldest first.
 *
 * @param statuses states wanted; empty for all
 * @param limit how many at most
 * @param after where the page before ended
 */
public record ApprovalQuery(
    Set<ApprovalStatus> statuses,
    Optional<UUID> treeId,
    Optional<UUID> runId,
    Optional<UUID> taskId,
    int limit,
    Optional<PageCursor> after) {
  public ApprovalQuery {
    statuses = Set.copyOf(statuses);
  }
}
