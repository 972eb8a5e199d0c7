package org.espalier.engine.query;

import java.util.Optional;
import java.util.UUID;

/**
 * Which attempts of a run to list, oldest first.
 *
 * @param taskId of this task only
 * @param limit how many at most
 * @param after where the page before ended
 */
public record AttemptQuery(
    UUID runId, Optional<UUID> taskId, int limit, Optional<PageCursor> after) {}
