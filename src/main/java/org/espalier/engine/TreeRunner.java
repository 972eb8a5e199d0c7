package org.espalier.engine;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.tree.NewTree;

/**
 * Starts, cancels, pauses and resumes runs: the way into the engine for every protocol.
 * Thread-safe. Must not be called inside a JTA transaction; each call is a transaction of its own,
 * and what it says is durable when it returns.
 */
@ApplicationScoped
public class TreeRunner {
  /**
   * What became of a submission.
   *
   * @param treeIds the stored trees, in the order of the submission
   * @param isReplay whether the same submission had been stored before; then nothing was stored now
   */
  public record Submitted(List<UUID> treeIds, boolean isReplay) {}

  /**
   * Stores trees, all or none, and queues a run of each when asked.
   *
   * @throws org.espalier.tree.IdTakenException when an id is taken
   * @throws IdempotencyKeyReusedException when the key came before with another body
   * @throws org.espalier.database.DatabaseUnavailableException when the database cannot be used
   */
  public Submitted submit(List<NewTree> trees, boolean run, Optional<SubmissionKey> key) {
    throw new IllegalStateException();
  }

  /**
   * Queues a run of a stored tree.
   *
   * @return the run's id
   * @throws org.espalier.tree.TreeNotFoundException when there is no such tree
   * @throws RunActiveException when the tree is being run
   * @throws NothingToRunException when nothing is in the scope
   */
  public UUID start(UUID treeId, RunStart start) {
    throw new IllegalStateException();
  }

  /**
   * Cancels a run: everything of it that is not over becomes cancelled, running attempts are
   * interrupted. Returns when that is on its way, normally within a second of being done. A second
   * cancel of a cancelled run does nothing.
   *
   * @throws RunNotFoundException when there is no such run
   * @throws RunStateException when the run completed or failed
   */
  public void cancel(UUID runId) {
    throw new IllegalStateException();
  }

  /**
   * Pauses a run: nothing new starts, running attempts may end within the grace period. A second
   * pause does nothing.
   *
   * @throws RunNotFoundException when there is no such run
   * @throws RunStateException when the run is over
   */
  public void pause(UUID runId) {
    throw new IllegalStateException();
  }

  /**
   * Resumes a paused run from what the database holds. Resuming a run that is not paused does
   * nothing.
   *
   * @throws RunNotFoundException when there is no such run
   * @throws RunStateException when the run is over
   */
  public void resume(UUID runId) {
    throw new IllegalStateException();
  }
}
