package org.espalier.engine.node;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.Decision;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.run.RunState;

/** Something that happened and that a run loop has to know. */
sealed interface Happening {

  /** A run was claimed and is this loop's from now on. */
  record Claimed(ClaimedRun run, RunHandle handle) implements Happening {}

  /** Something that concerns one run. */
  sealed interface OfRun extends Happening {
    UUID runId();

    /** Whether this claim of the run is meant. */
    default boolean concerns(RunState run) {
      return true;
    }

    void applyTo(RunState run, Instant now);
  }

  /** Something that concerns one attempt. */
  sealed interface OfAttempt extends OfRun {
    Assignment attempt();

    @Override
    default UUID runId() {
      return attempt().runId();
    }

    /** An attempt of a claim that was lost says nothing of the same run claimed anew. */
    @Override
    default boolean concerns(RunState run) {
      return attempt().epoch() == run.epoch();
    }
  }

  /** An attempt's executor was entered. */
  record AttemptStarted(Assignment attempt, Instant at) implements OfAttempt {
    @Override
    public void applyTo(RunState run, Instant now) {
      run.started(attempt.place(), attempt.number(), at);
    }
  }

  /** A running attempt reported progress. */
  record AttemptProgressed(Assignment attempt, double progress, String message)
      implements OfAttempt {
    @Override
    public void applyTo(RunState run, Instant now) {
      run.progressed(attempt.place(), attempt.number(), progress, message);
    }
  }

  /** A running attempt put something out. */
  record AttemptOutput(Assignment attempt, String stream, String text) implements OfAttempt {
    @Override
    public void applyTo(RunState run, Instant now) {
      run.output(attempt.place(), attempt.number(), stream, text);
    }
  }

  /** An attempt is over. */
  record AttemptEnded(Assignment attempt, AttemptReport report) implements OfAttempt {
    @Override
    public void applyTo(RunState run, Instant now) {
      run.ended(attempt.place(), attempt.number(), report, now);
    }
  }

  /** An attempt was stopped before it started. */
  record AttemptWithdrawn(Assignment attempt) implements OfAttempt {
    @Override
    public void applyTo(RunState run, Instant now) {
      run.withdrawn(attempt.place(), attempt.number(), now);
    }
  }

  /** A user asks something of a run. */
  record Requested(UUID runId, RunRequest request) implements OfRun {
    @Override
    public void applyTo(RunState run, Instant now) {
      run.request(request, now);
    }
  }

  /** A user cancels tasks of a run, or says why all of it is about to be cancelled. */
  record TasksCancelled(UUID runId, Cancellations cancellations) implements OfRun {
    @Override
    public void applyTo(RunState run, Instant now) {
      run.cancel(cancellations, now);
    }
  }

  /** It was decided what tasks of a run wait for. */
  record Decided(UUID runId, List<Decision> decisions) implements OfRun {
    @Override
    public void applyTo(RunState run, Instant now) {
      run.decide(decisions, now);
    }
  }

  /** Something that concerns every run of the loop. */
  enum OfAll implements Happening {
    /** The node shuts down. */
    RELEASE,
    /** The node's lease is gone: others may have its runs. */
    LOSE
  }
}
