package org.espalier.engine.node;

import static org.espalier.engine.node.Violation.unless;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.node.StoredState.Run;
import org.espalier.engine.store.RunNotFoundException;
import org.espalier.engine.store.RunStateException;
import org.espalier.tree.RunStatus;

/**
 * What users were told: a request that was accepted takes effect. Two requests at the same time may
 * take effect in either order, and one whose answer was an outage may or may not.
 */
final class Wishes {
  /** A run may still end by itself so long after a cancel was accepted. */
  private static final Duration HEARD_WITHIN = Duration.ofSeconds(60);

  private final VirtualTime time;
  private final Map<UUID, Wish> wishes = new HashMap<>();

  Wishes(VirtualTime time) {
    this.time = time;
  }

  /** A node that nothing disturbs hears of a request within this time, and most often at once. */
  private static final Duration HEARD_BY_OWNER_WITHIN = Duration.ofSeconds(5);

  private static final class Wish {
    Optional<RunRequest> last = Optional.empty();
    long lastAt;
    boolean isUncertain;
    long cancelledAt = VirtualTime.NEVER;
    int asked;
    int asking;
  }

  /** Makes a request; whether it was accepted. */
  boolean ask(UUID run, RunRequest request, Runnable call) {
    Wish wish = wishes.computeIfAbsent(run, id -> new Wish());
    boolean isAlone = wish.asking == 0;
    int before = ++wish.asked;
    wish.asking++;
    try {
      call.run();
      isAlone &= wish.asked == before;
      settle(wish, request, !isAlone);
      return true;
    } catch (RunStateException | RunNotFoundException e) {
      return false;
    } catch (DatabaseUnavailableException | NodeDeath e) {
      wish.isUncertain = true;
      throw e;
    } finally {
      wish.asking--;
    }
  }

  private void settle(Wish wish, RunRequest request, boolean isUncertain) {
    wish.last = Optional.of(request);
    wish.lastAt = time.nanos();
    wish.isUncertain = isUncertain;
    if (request == RunRequest.CANCEL && wish.cancelledAt == VirtualTime.NEVER) {
      wish.cancelledAt = time.nanos();
    }
  }

  /** Somebody interferes by other means: what is wanted after that is not known. */
  void interfere(UUID run, Runnable call) {
    Wish wish = wishes.computeIfAbsent(run, id -> new Wish());
    wish.asking++;
    try {
      call.run();
    } finally {
      wish.asking--;
      wish.asked++;
      wish.isUncertain = true;
    }
  }

  /** Whether a run may stay as it is when nothing happens any more. */
  boolean isAtRest(Run run) {
    Wish wish = wishes.getOrDefault(run.id(), new Wish());
    boolean mayBePaused =
        wish.cancelledAt == VirtualTime.NEVER
            && (wish.isUncertain || wish.last.equals(Optional.of(RunRequest.PAUSE)));
    return run.status().isTerminal() || run.status() == RunStatus.PAUSED && mayBePaused;
  }

  /**
   * Called when an attempt is handed out.
   *
   * @param claimedAt when its node took the run
   * @param undisturbedSince since when the node could have heard of every request
   * @param decidedAt when it decided on the attempt; a write may have kept it since
   */
  void checkStart(UUID run, long claimedAt, long undisturbedSince, long decidedAt) {
    Wish wish = wishes.getOrDefault(run, new Wish());
    boolean isToStart = wish.last.isEmpty() || wish.last.get() == RunRequest.RESUME;
    if (wish.isUncertain || isToStart || wish.asking > 0) {
      return;
    }
    long bound = Math.max(wish.lastAt, undisturbedSince) + HEARD_BY_OWNER_WITHIN.toNanos();
    unless(
        claimedAt <= wish.lastAt && decidedAt <= bound,
        "nothing starts after an accepted pause or cancel",
        "%s claimed at %d, asked to %s at %d",
        run,
        claimedAt,
        wish.last.get(),
        wish.lastAt);
  }

  /** Called with a run that is just over. */
  void checkEnd(Run run) {
    Wish wish = wishes.getOrDefault(run.id(), new Wish());
    boolean isCancelled = run.status() == RunStatus.CANCELLED;
    boolean wasInTime =
        wish.cancelledAt == VirtualTime.NEVER
            || time.nanos() - wish.cancelledAt <= HEARD_WITHIN.toNanos();
    unless(isCancelled || wasInTime, "an accepted cancel takes effect", "%s", run);
    unless(
        !isCancelled || wish.cancelledAt != VirtualTime.NEVER || wish.asked > 0,
        "a run is cancelled by request only",
        "%s",
        run);
  }

  /** Called when everything has come to rest. */
  void checkRest(Run run) {
    Wish wish = wishes.getOrDefault(run.id(), new Wish());
    boolean mustBePaused = !wish.isUncertain && wish.last.equals(Optional.of(RunRequest.PAUSE));
    unless(
        isAtRest(run),
        run.status() == RunStatus.PAUSED
            ? "an accepted resume or cancel takes effect"
            : "every run comes to its end",
        "%s is still %s after %s",
        run.id(),
        run,
        wish.last);
    unless(
        !mustBePaused || run.status() == RunStatus.PAUSED || run.status().isTerminal(),
        "an accepted pause takes effect",
        "%s",
        run);
  }
}
