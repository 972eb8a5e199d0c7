package org.espalier.engine.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.espalier.engine.message.RunExit;
import org.espalier.executor.CancellationReason;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a run: that it goes on, pauses, leaves the node, or is cancelled. A run that is
 * to pause or leave starts nothing, and has a grace until its attempts are interrupted. A cancel is
 * final; a release outranks a pause, which alone can be taken back. Owned by one {@link RunState};
 * not thread-safe.
 */
final class RunIntent {
  private enum Aim {
    RUN,
    CANCEL,
    PAUSE,
    RELEASE
  }

  private Aim aim = Aim.RUN;
  private @Nullable Instant interruptAt;

  /** Whether tasks may start. */
  boolean isToRun() {
    return aim == Aim.RUN;
  }

  void pause(Duration grace, Instant now) {
    if (aim == Aim.RUN) {
      wind(Aim.PAUSE, grace, now);
    }
  }

  void resume() {
    if (aim == Aim.PAUSE) {
      aim = Aim.RUN;
      interruptAt = null;
    }
  }

  void release(Duration grace, Instant now) {
    if (aim == Aim.RUN || aim == Aim.PAUSE) {
      wind(Aim.RELEASE, grace, now);
    }
  }

  private void wind(Aim next, Duration grace, Instant now) {
    aim = next;
    interruptAt = now.plus(grace);
  }

  /** Whether the run is to be cancelled. */
  boolean isCancelled() {
    return aim == Aim.CANCEL;
  }

  /** Wants the run cancelled; says whether that is new. */
  boolean cancel() {
    boolean isNew = aim != Aim.CANCEL;
    aim = Aim.CANCEL;
    return isNew;
  }

  /** When open attempts are to be interrupted. */
  Optional<Instant> interruptAt() {
    return Optional.ofNullable(interruptAt);
  }

  /** Why open attempts are to be interrupted now; said once, when the grace is over. */
  Optional<CancellationReason> takeInterrupt(Instant now) {
    if (interruptAt == null || interruptAt.isAfter(now)) {
      return Optional.empty();
    }
    interruptAt = null;
    return Optional.of(
        aim == Aim.RELEASE ? CancellationReason.SHUTDOWN : CancellationReason.PAUSED);
  }

  /**
   * How a run without open attempts leaves.
   *
   * @param end the exit of a run that has nothing left to start; null when it has
   * @return empty when the run is to go on
   */
  Optional<RunExit> exit(@Nullable RunExit end) {
    return switch (aim) {
      case CANCEL -> Optional.of(RunExit.CANCELLED);
      case RELEASE -> Optional.of(end == null ? RunExit.RELEASED : end);
      case PAUSE -> Optional.of(end == null ? RunExit.PAUSED : end);
      case RUN -> Optional.ofNullable(end);
    };
  }
}
