package org.espalier.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.espalier.it.Await;
import org.espalier.it.Http;

/**
 * Submits trees, through all faults: a submission that got no answer, or was told to come again, is
 * made once more with the same idempotency key until it is accepted. In the background it keeps so
 * many trees unfinished. {@link #stop} before asking what was submitted.
 */
final class Load {
  private static final Duration ACCEPT_BOUND = Duration.ofSeconds(240);
  private static final long PAUSE_NANOS = Duration.ofMillis(30).toNanos();

  private final List<Http> servers;
  private final Random random;
  private final Function<String, Plan> plans;
  private final String prefix;
  private final Map<String, Plan> accepted = new ConcurrentHashMap<>();
  private final List<String> unfinished = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private volatile boolean isStopped;
  private int number;
  private Thread thread = new Thread(() -> {}, "load");

  /**
   * @param prefix begins the label of every tree, which is unique in its witness and database
   * @param plans makes the tree of a label
   */
  Load(List<Http> servers, Random random, String prefix, Function<String, Plan> plans) {
    this.servers = servers;
    this.random = random;
    this.prefix = prefix;
    this.plans = plans;
  }

  /** Keeps this many trees unfinished from now on, until {@link #stop}. */
  void keepUnfinished(int trees) {
    thread = new Thread(() -> feed(trees), "load");
    thread.setDaemon(true);
    thread.start();
  }

  private void feed(int trees) {
    try {
      while (!isStopped) {
        unfinished.removeIf(this::isOver);
        if (unfinished.size() < trees) {
          submit();
        } else {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    } catch (RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }

  private boolean isOver(String run) {
    try {
      String status = http().get("/api/runs/" + run).at("/status");
      return List.of("completed", "failed", "cancelled").contains(status);
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Submits one tree to one of the servers; answers the id of its run. */
  String submit() {
    String label = prefix + number++;
    Plan plan = plans.apply(label);
    String run =
        Await.value(
            "tree " + label + " is accepted",
            ACCEPT_BOUND,
            () -> {
              Http.Answer answer =
                  http().post("/api/trees?run=true", plan.body(), "Idempotency-Key", label);
              if (answer.status() == 201 || answer.status() == 200) {
                return java.util.Optional.of(answer.at("/run/id"));
              }
              if (answer.status() < 500 && answer.status() != 404) {
                throw new AssertionError("refused: " + answer.text());
              }
              return java.util.Optional.empty();
            });
    accepted.put(run, plan);
    unfinished.add(run);
    return run;
  }

  private synchronized Http http() {
    return servers.get(random.nextInt(servers.size()));
  }

  /** Submits no more; fails if a tree could not be submitted. */
  void stop() {
    isStopped = true;
    Await.until("the load has stopped", ACCEPT_BOUND, () -> !thread.isAlive());
    if (!failures.isEmpty()) {
      throw new AssertionError("the load failed", failures.get(0));
    }
  }

  /** What was accepted, by the id of the run. */
  Map<String, Plan> accepted() {
    return accepted;
  }

  /** Waits until every accepted run is over. */
  void awaitAllOver(Duration bound) {
    List<String> left = new ArrayList<>(accepted.keySet());
    Await.until(
        "all " + left.size() + " runs are over",
        bound,
        () -> {
          left.removeIf(this::isOver);
          return left.isEmpty();
        });
  }
}
