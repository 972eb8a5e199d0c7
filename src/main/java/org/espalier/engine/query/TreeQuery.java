package org.espalier.engine.query;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.espalier.tree.TaskStatus;

/**
 * Which trees to list, newest first.
 *
 * @param statuses states of the trees wanted; empty for all
 * @param name part of the name, in any case
 * @param createdAfter inclusive: whoever asks for what came since the newest item it has seen gets
 *     the rest of that item's bulk too, all of which has its time
 * @param createdBefore exclusive
 * @param limit how many at most
 * @param after where the page before ended
 */
public record TreeQuery(
    Set<TaskStatus> statuses,
    Optional<String> name,
    Optional<String> userId,
    Optional<Instant> createdAfter,
    Optional<Instant> createdBefore,
    int limit,
    Optional<PageCursor> after) {
  public TreeQuery {
    statuses = Set.copyOf(statuses);
  }
}
