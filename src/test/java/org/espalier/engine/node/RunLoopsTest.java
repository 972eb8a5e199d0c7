package org.espalier.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.espalier.database.TestDatabase;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.run.TestRun;
import org.espalier.executor.CancellationReason;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.RunStatus;
import org.espalier.tree.StoredTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which claims reach their loop when the lease comes and goes. */
class RunLoopsTest {
  private final TestDatabase database = TestDatabase.h2();
  private final SteadyClock clock = new SteadyClock();
  private final NodeLease lease =
      new NodeLease(
          database.database(), EspalierSettings.defaults().node(), clock, Randomness.SYSTEM);
  private final RunLoop loop =
      new RunLoop(
          TestRun.SETTINGS, clock, new SplittableRandom(1), new NoWriter(), new NoDispatcher());
  private final RunLoops loops = new RunLoops(List.of(loop), List.of(), lease);

  @BeforeEach
  void register() throws SQLException {
    lease.register();
  }

  @AfterEach
  void close() {
    lease.end();
    database.close();
  }

  private RunHandle take(UUID owner) {
    UUID run = UUID.randomUUID();
    RunHandle handle = new ActiveRuns().add(run, 1);
    loops.take(claimed(run), handle, owner);
    loop.turn();
    return handle;
  }

  private static ClaimedRun claimed(UUID run) {
    UUID tree = UUID.randomUUID();
    return new ClaimedRun(
        run,
        tree,
        1,
        0,
        RunStatus.QUEUED,
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        List.of(new StoredTask(tree, tree, "t").state("runId", run).build()),
        Map.of(),
        RunOptions.NONE,
        Cancellations.NONE);
  }

  @Test
  void takesARunThatWasClaimedUnderTheLease() {
    assertThat(take(lease.id()).hasLeft()).isFalse();
    assertThat(loop.size()).isEqualTo(1);
  }

  @Test
  void losesARunThatWasClaimedUnderALeaseWhichIsGone() throws SQLException {
    UUID earlier = lease.id();
    loops.tellAll(Happening.OfAll.LOSE);
    lease.register();
    assertThat(take(earlier).exit()).isCompletedWithValue(RunExit.LOST);
    assertThat(loop.size()).isZero();
  }

  private static final class NoWriter implements RunWriter {
    @Override
    public Set<UUID> write(List<RunChanges> changes, java.time.Instant now) {
      return Set.of();
    }

    @Override
    public void abandon(UUID runId, long epoch, String why) {}
  }

  private static final class NoDispatcher implements Dispatcher {
    @Override
    public void dispatch(List<Assignment> attempts) {}

    @Override
    public void stop(Assignment attempt, CancellationReason reason) {}

    @Override
    public AttemptLoad load() {
      return new AttemptLoad(0, Map.of(), Set.of());
    }
  }
}
