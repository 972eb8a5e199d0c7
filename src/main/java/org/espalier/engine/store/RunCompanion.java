package org.espalier.engine.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/**
 * Something that belongs to a run and is stored in the transaction that stores the run, or not at
 * all; for packages above this one, which the engine does not know.
 */
@FunctionalInterface
public interface RunCompanion {
  /** Stores it; the run's row is there. */
  void store(Connection connection, UUID runId, UUID treeId, Instant now) throws SQLException;
}
