package org.espalier.engine.query;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.tree.RunStatus;

/**
 * Which runs to list, newest first.
 *
 * @param statuses states wanted; empty for all
 * @param createdAfter inclusive: whoever asks for what came since the newest item it has seen gets
 *     the rest of that item's bulk too, all of which has its time
 * @param createdBefore exclusive
 * @param limit how many at most
 * @param after where the page before ended
 */
public record RunQuery(
    Set<RunStatus> statuses,
    Optional<UUID> treeId,
    Optional<Instant> createdAfter,
    Optional<Instant> createdBefore,
    int limit,
    Optional<PageCursor> after) {
  public RunQuery {
    statuses = Set.copyOf(statuses);
  }
}
