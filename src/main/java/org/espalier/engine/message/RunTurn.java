package org.espalier.engine.message;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.CancellationReason;

/**
 * What follows from what happened to one run: first the changes are written, then the rest is done.
 *
 * @param changes what to write; empty when nothing needs to be durable yet
 * @param dispatch attempts to make
 * @param stops attempts to stop
 * @param nextDue when the run wants to be looked at again, though nothing happened
 * @param exit how the run leaves this node; empty when it stays
 */
public record RunTurn(
    Optional<RunChanges> changes,
    List<Assignment> dispatch,
    List<Stop> stops,
    Optional<Instant> nextDue,
    Optional<RunExit> exit) {

  /** An attempt to stop, and why. */
  public record Stop(Assignment attempt, CancellationReason reason) {}
}
