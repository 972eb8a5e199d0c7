package org.espalier.engine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.store.ApprovalStore;
import org.espalier.engine.store.ApprovalStore.Answer;
import org.espalier.engine.store.ApprovalStore.Asker;
import org.espalier.engine.store.ApprovalStore.LockedRun;
import org.espalier.event.EventLog;
import org.espalier.event.TaskEvent;
import org.espalier.settings.SteadyClock;
import org.jspecify.annotations.Nullable;

/**
 * Records what persons decide, and sends it on its way to the runs that wait for it. Thread-safe.
 * Must not be called inside a JTA transaction; what it says is durable when it returns.
 */
@ApplicationScoped
public class Decisions {
  private TreeRunner runner;
  private EventLog events;
  private Clock clock;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected Decisions() {}

  @Inject
  public Decisions(TreeRunner runner, EventLog events, SteadyClock clock) {
    this.runner = runner;
    this.events = events;
    this.clock = clock;
  }

  /** What became of an answer. */
  public enum Reception {
    /** It is the decision. */
    ACCEPTED,
    /** The question is not open: decided before, withdrawn, past its deadline, or gone. */
    NOT_OPEN,
    /** The task is being cancelled, and the question with it. */
    CANCELLED
  }

  /**
   * Answers a question, if it is open. Of several answers at once, on whatever nodes, and the
   * deadline, one counts.
   *
   * @param status approved or rejected
   * @param form what was filled in, as JSON text
   * @throws DatabaseUnavailableException when the database cannot be used
   */
  public Reception decide(
      UUID approvalId,
      ApprovalStatus status,
      String decidedBy,
      @Nullable String comment,
      @Nullable String form) {
    Answer answer = new Answer(status, decidedBy, comment, form);
    Reception reception =
        runner.inTransaction(connection -> decide(connection, approvalId, answer));
    events.announce();
    runner.wake();
    return reception;
  }

  private Reception decide(Connection connection, UUID approvalId, Answer answer)
      throws SQLException {
    Optional<Asker> asker = ApprovalStore.askerOf(connection, approvalId);
    Optional<LockedRun> run =
        asker.isEmpty() ? Optional.empty() : ApprovalStore.lock(connection, asker.get().runId());
    if (run.isEmpty()) {
      return Reception.NOT_OPEN;
    }
    if (run.get().isCancelled()
        || run.get().cancellations().tasks().containsKey(asker.get().taskId())) {
      return Reception.CANCELLED;
    }
    List<TaskEvent> told =
        new ArrayList<>(ApprovalStore.expire(connection, run.get(), clock.instant()));
    Optional<TaskEvent> decided =
        ApprovalStore.decide(connection, run.get(), approvalId, answer, clock.instant());
    decided.ifPresent(told::add);
    events.append(connection, told.isEmpty() ? List.of() : List.of(told));
    return decided.isPresent() ? Reception.ACCEPTED : Reception.NOT_OPEN;
  }
}
