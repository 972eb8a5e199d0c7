package org.espalier.engine.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.espalier.database.Database;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunOrder;
import org.espalier.event.EventLog;

/**
 * The group commit: writes the changes of many runs in one transaction. No query per task, no lock
 * but the rows it changes.
 *
 * <p>A run's row is changed on condition that epoch, revision and owner are what the writer
 * believes. A run whose row does not match is lost: another node has it, and nothing of it is
 * written. The revision also makes a write repeatable: when the answer to a commit got lost, the
 * second try sees that the first one got through. Thread-safe.
 */
public interface RunJournal {

  /**
   * Writes all changes, or nothing.
   *
   * @param connection the caller's own, in auto-commit; left so
   * @param owner the id under which this node holds its lease
   * @param changes at most one per run, in {@link RunOrder}
   * @return the runs that are not this writer's any more; nothing of these was written
   * @throws SQLException when nothing was written, or when that is not known; the same changes may
   *     be written again
   * @throws IllegalStateException when a task does not have the status expected, so that somebody
   *     else writes tasks of a claimed run; nothing was written
   */
  Set<UUID> write(Connection connection, UUID owner, List<RunChanges> changes, Instant now)
      throws SQLException;

  /**
   * The journal for this database.
   *
   * @param node the name under which attempts are recorded
   */
  static RunJournal of(Database database, EventLog events, String node) {
    return switch (database.dialect()) {
      case POSTGRESQL -> new OneTripRunJournal(node);
      case H2 -> new BatchRunJournal(database, events, node);
    };
  }
}
