package org.espalier.engine.node;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.message.RunChanges;

/** Makes changes durable, however long that takes. The port between a run loop and the database. */
interface RunWriter {
  /**
   * Writes all changes in one transaction and tells those who watch. Tries again until it succeeds
   * or the node has lost its lease.
   *
   * @return the runs that are not this node's any more; nothing of these was written
   */
  Set<UUID> write(List<RunChanges> changes, Instant now);

  /** Ends a run that the engine cannot go on with, as failed, if this node still owns it. */
  void abandon(UUID runId, long epoch, String why);
}
