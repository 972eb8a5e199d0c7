package org.espalier.engine.batch;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.database.Statements;
import org.espalier.engine.node.JobLauncher;
import org.espalier.engine.node.RunHandle;
import org.espalier.settings.EngineSettings;
import org.espalier.settings.EspalierSettings;
import org.jspecify.annotations.Nullable;

/**
 * Starts a job for each claim, beside the runs and not before them: a start takes the server longer
 * than a short run does. Claims are gathered for a moment, so that one job carries what came in it,
 * up to a limit: each start costs milliseconds of CPU.
 */
@ApplicationScoped
public class BatchJobs implements JobLauncher {
  private static final System.Logger LOG = System.getLogger(BatchJobs.class.getName());
  private static final String NOTE =
      "update run set job_execution_id = ? where id = ? and epoch = ?";
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final RunHandle END = RunHandle.none();

  /** A node that is flooded with short runs spends at most a tenth of this thread on their jobs. */
  private static final int PAUSE_PER_START = 10;

  private Database database;
  private EngineSettings settings;
  private ClaimBoard board;
  private final BlockingQueue<RunHandle> waiting = new LinkedBlockingQueue<>();

  /** What the last start took; the thread's own. */
  private long startNanos;

  @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
  private @Nullable ManagedThreadFactory threads;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected BatchJobs() {}

  @Inject
  public BatchJobs(Database database, EspalierSettings settings, ClaimBoard board) {
    this.database = database;
    this.settings = settings.engine();
    this.board = board;
  }

  @Override
  public void open() {
    JobRepository.endStale();
    if (threads != null) {
      Thread thread = threads.newThread(this::startJobs);
      thread.setName("espalier-jobs");
      thread.start();
    }
  }

  @PreDestroy
  void close() {
    waiting.add(END);
  }

  @Override
  public void launch(List<RunHandle> claims) {
    waiting.addAll(claims);
  }

  private void startJobs() {
    while (!haveEnded()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Starts jobs until the end; false when an error got through, so that it is to be done again. */
  private boolean haveEnded() {
    try {
      while (true) {
        List<RunHandle> claims = gather();
        if (claims.contains(END)) {
          return true;
        }
        startSafely(claims);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } catch (RuntimeException | Error e) {
      return false; // out of memory even while this was logged
    }
  }

  /** This thread must not end: runs would go on without jobs, and operators would see none. */
  private void startSafely(List<RunHandle> claims) {
    try {
      start(claims);
    } catch (RuntimeException | Error e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "no job could be started for " + claims.size() + " claimed runs; they run without one",
          e);
    }
  }

  /**
   * The first claim there is, and what else comes until a moment later: short runs share a job. The
   * moment is the longer, the longer the server takes to start one.
   */
  private List<RunHandle> gather() throws InterruptedException {
    List<RunHandle> claims = new ArrayList<>();
    claims.add(waiting.take());
    long until =
        System.nanoTime()
            + Math.max(settings.jobInterval().toNanos(), PAUSE_PER_START * startNanos);
    while (claims.size() < settings.runsPerJob() && !claims.contains(END)) {
      RunHandle next = waiting.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        return claims;
      }
      claims.add(next);
    }
    return claims;
  }

  private void start(List<RunHandle> claims) {
    String key = UUID.randomUUID().toString();
    Properties parameters = new Properties();
    parameters.setProperty("claim", key);
    parameters.setProperty(
        "runs",
        claims.stream().map(claim -> claim.runId().toString()).collect(Collectors.joining(",")));
    board.put(key, claims);
    long before = System.nanoTime();
    try {
      long executionId = BatchRuntime.getJobOperator().start(TreeRunBatchlet.JOB, parameters);
      JobRepository.flush();
      note(executionId, claims);
    } catch (BatchRuntimeException e) {
      board.take(key);
      LOG.log(
          System.Logger.Level.WARNING,
          "no job could be started for " + claims.size() + " claimed runs; they run without one",
          e);
    } finally {
      startNanos = System.nanoTime() - before;
    }
  }

  /**
   * Notes the job with its runs, in the order of their ids as every writer of several runs does.
   */
  private void note(long executionId, List<RunHandle> claims) {
    List<RunHandle> ordered = new ArrayList<>(claims);
    ordered.sort(RunHandle.LOCK_ORDER);
    try {
      database.inTransaction(
          connection -> {
            try (PreparedStatement update = connection.prepareStatement(NOTE)) {
              for (RunHandle claim : ordered) {
                Statements.fill(update).number(executionId).id(claim.runId()).number(claim.epoch());
                update.addBatch();
              }
              update.executeBatch();
            }
          });
    } catch (SQLException | DatabaseUnavailableException e) {
      LOG.log(System.Logger.Level.DEBUG, "job execution " + executionId + " was not noted", e);
    }
  }
}
