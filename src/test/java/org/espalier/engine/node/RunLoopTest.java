package org.espalier.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.run.TestRun;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;
import org.espalier.tree.RunStatus;
import org.espalier.tree.StoredTask;
import org.espalier.tree.Task;
import org.junit.jupiter.api.Test;

/** The loop's turns, driven by hand; what it does to writer and dispatcher, in order. */
class RunLoopTest {
  private static final Instant NOW = TestRun.START;

  private final List<String> done = new ArrayList<>();
  private final List<Assignment> dispatched = new ArrayList<>();
  private final Set<UUID> lost = new HashSet<>();
  private final RunLoop loop =
      new RunLoop(
          TestRun.SETTINGS,
          Clock.fixed(NOW, ZoneOffset.UTC),
          new SplittableRandom(1),
          new Writer(),
          new Dispatching());

  private final class Writer implements RunWriter {
    @Override
    public Set<UUID> write(List<RunChanges> changes, Instant now) {
      changes.forEach(
          change -> done.add("write " + name(change.runId()) + " " + change.run().status()));
      return Set.copyOf(lost);
    }

    @Override
    public void abandon(UUID runId, long epoch, String why) {
      done.add("abandon " + name(runId));
    }
  }

  private final class Dispatching implements Dispatcher {
    @Override
    public void dispatch(List<Assignment> attempts) {
      attempts.forEach(attempt -> done.add("dispatch " + attempt.taskName()));
      dispatched.addAll(attempts);
    }

    @Override
    public void stop(Assignment attempt, CancellationReason reason) {
      done.add("stop " + attempt.taskName() + " " + reason);
    }

    @Override
    public AttemptLoad load() {
      return new AttemptLoad(dispatched.size(), Map.of(), Set.of());
    }
  }

  private static String name(UUID runId) {
    return "run" + runId.getLeastSignificantBits();
  }

  private static StoredTask task(int run, String name) {
    return new StoredTask(new UUID(3, run), UUID.nameUUIDFromBytes(name.getBytes()), name)
        .state("runId", new UUID(4, run));
  }

  private RunHandle claim(int run, Task... tasks) {
    return claimAt(1, run, tasks);
  }

  private RunHandle claimAt(long epoch, int run, Task... tasks) {
    UUID runId = new UUID(4, run);
    RunHandle handle = new ActiveRuns().add(runId, epoch);
    ClaimedRun claimed =
        new ClaimedRun(
            runId,
            new UUID(3, run),
            epoch,
            0,
            RunStatus.QUEUED,
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            List.of(tasks),
            Map.of(),
            RunOptions.NONE,
            Cancellations.NONE);
    loop.post(new Happening.Claimed(claimed, handle));
    return handle;
  }

  private List<String> turn() {
    done.clear();
    loop.turn();
    return List.copyOf(done);
  }

  private void succeed(Assignment attempt) {
    loop.ended(attempt, new AttemptReport(NOW, NOW, "{}", new Succeeded(Json.object()), "{}"));
  }

  @Test
  void writesBeforeItDispatches() {
    Task a = task(1, "a").build();
    claim(1, a, task(1, "b").dependsOn(a.id(), true).build());
    assertThat(turn()).containsExactly("dispatch a");
    succeed(dispatched.get(0));
    assertThat(turn()).containsExactly("write run1 RUNNING", "dispatch b");
    succeed(dispatched.get(1));
    assertThat(turn()).containsExactly("write run1 COMPLETED");
    assertThat(loop.size()).isZero();
  }

  @Test
  void writesAllRunsOfATurnTogether() {
    claim(1, task(1, "a").build());
    claim(2, task(2, "b").build());
    turn();
    dispatched.forEach(this::succeed);
    assertThat(turn()).containsExactly("write run1 COMPLETED", "write run2 COMPLETED");
  }

  @Test
  void dropsALostRunAndStopsItsAttempts() {
    claim(1, task(1, "a").build(), task(1, "x").build());
    claim(2, task(2, "b").build());
    turn();
    lost.add(new UUID(4, 1));
    succeed(dispatched.get(0));
    succeed(dispatched.get(2));
    assertThat(turn()).containsExactly("write run1 RUNNING", "write run2 COMPLETED", "stop x LOST");
    assertThat(loop.size()).isZero();
    succeed(dispatched.get(1));
    assertThat(turn()).isEmpty();
  }

  @Test
  void dropsEveryRunWhenTheLeaseIsGone() {
    claim(1, task(1, "a").build());
    claim(2, task(2, "b").build());
    turn();
    loop.post(Happening.OfAll.LOSE);
    assertThat(turn()).containsExactlyInAnyOrder("stop a LOST", "stop b LOST");
    assertThat(loop.size()).isZero();
  }

  /** The attempts have the same number, since the first one left no record. */
  @Test
  void doesNotTakeTheEndOfALostClaimsAttemptForThatOfTheNextClaim() {
    Task a = task(1, "a").build();
    claim(1, a);
    turn();
    loop.post(Happening.OfAll.LOSE);
    claimAt(2, 1, a);
    assertThat(turn()).containsExactly("stop a LOST", "dispatch a");
    succeed(dispatched.get(0));
    assertThat(turn()).isEmpty();
    succeed(dispatched.get(1));
    assertThat(turn()).containsExactly("write run1 COMPLETED");
  }

  @Test
  void releasesEveryRun() {
    claim(1, task(1, "a").build(), task(1, "x").build());
    turn();
    loop.post(Happening.OfAll.RELEASE);
    assertThat(turn()).isEmpty();
    dispatched.forEach(this::succeed);
    assertThat(turn()).containsExactly("write run1 COMPLETED");
  }

  @Test
  void givesUpARunThatCannotGoOnAndServesTheOthers() {
    claim(1, task(1, "a").build());
    turn();
    Task broken = task(2, "broken").state("schemas", "{\"input_schema\":").build();
    claim(2, broken);
    claim(3, task(3, "c").build());
    succeed(dispatched.get(0));
    assertThat(turn()).containsExactly("abandon run2", "write run1 COMPLETED", "dispatch c");
    assertThat(loop.runIds()).containsExactly(new UUID(4, 3));
  }

  @Test
  void givesUpARunThatWasOverAlready() {
    UUID runId = new UUID(4, 1);
    ClaimedRun over =
        new ClaimedRun(
            runId,
            new UUID(3, 1),
            1,
            0,
            RunStatus.COMPLETED,
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            List.of(task(1, "a").build()),
            Map.of(),
            RunOptions.NONE,
            Cancellations.NONE);
    loop.post(new Happening.Claimed(over, new ActiveRuns().add(runId, 1)));
    assertThat(turn()).containsExactly("abandon run1");
    assertThat(loop.size()).isZero();
  }

  @Test
  void hasNothingToDoWithoutAHappening() {
    assertThat(loop.turn()).isFalse();
  }
}
