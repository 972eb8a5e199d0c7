package org.espalier.engine.node;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Simulations of consecutive seeds, on as many threads as there are processors, up to a failure.
 */
final class SimulationRuns {
  private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

  private final AtomicLong next;
  private final long end;
  private final long first;
  private final Map<Long, Failure> failures = new ConcurrentSkipListMap<>();
  private final Map<String, Integer> met = new TreeMap<>();

  /** The seed that failed, why, and all that happened up to then. */
  record Failure(long seed, Throwable cause, List<String> steps) {
    String rule() {
      return cause instanceof Violation violation ? violation.rule() : cause.toString();
    }

    String report() {
      return "seed %d: %s%nrun it again with -Dsimulation.seed=%d%n%s"
          .formatted(seed, cause, seed, String.join("\n", steps));
    }
  }

  private SimulationRuns(long first, long count) {
    this.first = first;
    this.next = new AtomicLong(first);
    this.end = first + count;
  }

  /** Runs them, and returns when all have ended or one has failed. */
  static SimulationRuns of(long first, long count) throws InterruptedException {
    SimulationRuns runs = new SimulationRuns(first, count);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Math.min(THREADS, count); i++) {
      Thread thread = new Thread(runs::work, "simulation-" + i);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return runs;
  }

  /** The same on the thread of the caller, one after the other. */
  static SimulationRuns onThisThread(long first, long count) {
    SimulationRuns runs = new SimulationRuns(first, count);
    runs.work();
    return runs;
  }

  private void work() {
    try (SimulationWorld world = new SimulationWorld()) {
      for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
        if (!failures.isEmpty()) {
          return;
        }
        simulate(seed, world);
      }
    } catch (SQLException | RuntimeException | Error e) {
      failures.put(-1L, new Failure(-1, e, List.of()));
    }
  }

  private void simulate(long seed, SimulationWorld world) {
    EngineSimulation simulation = new EngineSimulation(seed, world);
    try {
      add(simulation.run());
    } catch (Exception | Error e) {
      failures.put(seed, new Failure(seed, e, simulation.steps()));
    }
  }

  private synchronized void add(Map<String, Integer> more) {
    more.forEach((what, count) -> met.merge(what, count, Integer::sum));
  }

  /** The first failure, by its seed; empty when there was none. */
  Optional<Failure> failure() {
    return failures.values().stream().findFirst();
  }

  /** How many simulations were begun. */
  long count() {
    return Math.min(next.get(), end) - first;
  }

  /** What was met, and how often. */
  synchronized Map<String, Integer> met() {
    return Map.copyOf(met);
  }
}
