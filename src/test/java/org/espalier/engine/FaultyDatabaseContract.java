package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.database.FaultyDataSource;
import org.espalier.database.FaultyDataSource.Fault;
import org.espalier.database.TestDatabase;
import org.espalier.engine.message.AttemptStatus;
import org.espalier.engine.store.RunActiveException;
import org.espalier.engine.store.RunStart;
import org.espalier.engine.store.RunStateException;
import org.espalier.engine.store.TaskAttempt;
import org.espalier.engine.store.TreeRun;
import org.espalier.it.Await;
import org.espalier.json.Json;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

/**
 * A database of which a share of the statements fails, also after they took effect: nothing hangs,
 * nothing is lost, nothing is recorded twice.
 *
 * <p>{@code -Dchaos.seed} makes other choices, {@code -Dchaos.length=long} makes it five times as
 * long.
 */
interface FaultyDatabaseContract {
  Duration BOUND = Duration.ofMinutes(10);
  int THREADS = 8;

  TestDatabase database();

  /** What became of one submission, as its caller knows. */
  record Told(String name, boolean isStored, String refusal) {}

  private static long seed() {
    return Long.getLong("chaos.seed", 20_261_130);
  }

  private static int trees() {
    return System.getProperty("chaos.length", "short").equals("long") ? 2_000 : 400;
  }

  @Test
  default void runsHundredsOfTreesThoughOneStatementInAHundredFails() throws Exception {
    runs(0.01, trees());
  }

  @Test
  default void runsTreesThoughOneStatementInTenFails() throws Exception {
    runs(0.1, trees() / 4);
  }

  private void runs(double share, int count) throws Exception {
    long seed = seed();
    System.out.println("faulty database: -Dchaos.seed=" + seed + ", share " + share);
    FaultyDataSource faults = new FaultyDataSource(seed, share);
    ConcurrentLinkedQueue<Told> told = new ConcurrentLinkedQueue<>();
    String prefix = "s" + share + "-";
    try (TestNode node =
        new TestNode(database(), database().database(faults.wrapping()), Map.of())) {
      faults.on(true);
      ExecutorService callers = Executors.newFixedThreadPool(THREADS);
      for (int i = 0; i < count; i++) {
        String name = prefix + i;
        boolean hasKey = i % 2 == 0;
        callers.execute(() -> told.add(submit(node, name, hasKey)));
      }
      callers.shutdown();
      assertThat(callers.awaitTermination(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
      Map<String, List<UUID>> stored = stored(prefix);
      assertThat(told).hasSize(count);
      told.forEach(each -> assertKept(each, stored.getOrDefault(each.name(), List.of())));
      for (List<UUID> trees : stored.values()) {
        awaitCompleted(node, trees.get(0));
        assertSound(node, trees.get(0), 1);
      }
      again(node, stored, seed);
      System.out.println(
          "faulty database: %d trees, %d calls, faults %s, refused %d"
              .formatted(
                  stored.size(),
                  faults.calls(),
                  faults.made(),
                  told.stream().filter(each -> !each.isStored()).count()));
      assertThat(stored.size()).isGreaterThanOrEqualTo(count * 9 / 10);
      assertThat(faults.made().keySet()).containsExactlyInAnyOrder(Fault.values());
      assertThat(faults.made().values().stream().mapToInt(n -> n).sum()).isGreaterThan(30);
      faults.on(false);
    }
  }

  /** Starts second runs, of which some are paused and resumed and some are cancelled. */
  private void again(TestNode node, Map<String, List<UUID>> stored, long seed) {
    Random random = new Random(seed);
    Map<UUID, Set<RunStatus>> wanted = new HashMap<>();
    for (List<UUID> trees : stored.values()) {
      if (random.nextInt(4) == 0) {
        UUID tree = trees.get(0);
        UUID run = started(node, tree);
        boolean isCancelled = random.nextBoolean() && insist(() -> node.runner.cancel(run));
        if (!isCancelled && random.nextBoolean() && insist(() -> node.runner.pause(run))) {
          insist(() -> node.runner.resume(run));
        }
        // A cancel may come while the last write of the run is on its way.
        wanted.put(
            tree,
            isCancelled
                ? Set.of(RunStatus.CANCELLED, RunStatus.COMPLETED)
                : Set.of(RunStatus.COMPLETED));
      }
    }
    wanted.forEach((tree, statuses) -> awaitSecond(node, tree, statuses));
    wanted.forEach((tree, statuses) -> assertSound(node, tree, 2));
    assertThat(wanted.size()).isGreaterThan(5);
    assertThat(wanted.keySet().stream().map(tree -> node.latestRun(tree).status()))
        .contains(RunStatus.CANCELLED, RunStatus.COMPLETED);
  }

  private static void awaitSecond(TestNode node, UUID tree, Set<RunStatus> statuses) {
    try {
      Await.until(
          "the second run of " + tree + " is " + statuses,
          BOUND,
          () ->
              node.latestRun(tree).number() == 2
                  && statuses.contains(node.latestRun(tree).status()));
    } catch (AssertionError e) {
      throw new AssertionError("it is " + node.latestRun(tree).status(), e);
    }
  }

  /** Starts a run, by trying until it is known to be there. */
  private static UUID started(TestNode node, UUID tree) {
    return Await.value(
        "a run of " + tree + " is started",
        BOUND,
        () -> {
          try {
            return Optional.of(node.runner.start(tree, RunStart.ALL));
          } catch (RunActiveException e) {
            return Optional.of(e.runId());
          }
        });
  }

  /** Asks until it is answered; whether it was not too late. */
  private static boolean insist(Runnable request) {
    return Await.value(
        "the request is taken",
        BOUND,
        () -> {
          try {
            request.run();
            return Optional.of(true);
          } catch (RunStateException e) {
            return Optional.of(false);
          }
        });
  }

  private static String tree(String name) {
    return """
    {'tasks':[
     {'id':'d','name':'%s','schemas':{'method':'echo_executor'},'inputs':{'sum':'${b.n}${c.n}'},
      'dependencies':['b','c']},
     {'id':'a','name':'a','parent_id':'d','schemas':{'method':'echo_executor'},'inputs':{'n':1}},
     {'id':'b','name':'b','parent_id':'d','schemas':{'method':'echo_executor'},'dependencies':['a'],
      'inputs':{'n':2,'fail_times':1},'retry':{'max_attempts':2,'initial_delay':0.01}},
     {'id':'c','name':'c','parent_id':'d','schemas':{'method':'echo_executor'},'dependencies':['a'],
      'inputs':{'n':3,'delay':0.3}}]}
    """
        .formatted(name);
  }

  /** One with a key is sent until it is answered, as its key allows; one without only once. */
  private static Told submit(TestNode node, String name, boolean hasKey) {
    Optional<SubmissionKey> key =
        hasKey ? Optional.of(new SubmissionKey("", name, "hash")) : Optional.empty();
    while (true) {
      try {
        node.submit(tree(name), true, key);
        return new Told(name, true, "");
      } catch (DatabaseUnavailableException e) {
        if (!hasKey) {
          return new Told(name, false, e.getMessage());
        }
      }
    }
  }

  private static void assertKept(Told told, List<UUID> trees) {
    if (told.isStored()) {
      assertThat(trees).as("trees of %s, which was answered", told.name()).hasSize(1);
    } else if (told.refusal().contains("nothing was changed")) {
      assertThat(trees).as("trees of %s, which was refused", told.name()).isEmpty();
    } else {
      assertThat(trees.size()).as("trees of %s, in doubt", told.name()).isLessThanOrEqualTo(1);
    }
  }

  private Map<String, List<UUID>> stored(String prefix) throws SQLException {
    Map<String, List<UUID>> trees = new HashMap<>();
    try (Connection connection = database().database().connect();
        PreparedStatement query =
            connection.prepareStatement("select name, id from tree where name like ?")) {
      query.setString(1, prefix + "%");
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          trees
              .computeIfAbsent(result.getString(1), n -> new ArrayList<>())
              .add(result.getObject(2, UUID.class));
        }
      }
    }
    return trees;
  }

  private static void awaitCompleted(TestNode node, UUID tree) {
    Await.until(
        "the run of " + tree + " is completed",
        BOUND,
        () -> node.latestRun(tree).status() == RunStatus.COMPLETED);
  }

  /** Each task is recorded as completed once per completed run, and each end is told once. */
  private void assertSound(TestNode node, UUID tree, int runs) {
    TreeRun latest = node.latestRun(tree);
    assertThat(latest.number()).isEqualTo(runs);
    if (latest.status() == RunStatus.COMPLETED) {
      assertThat(node.tasks(tree)).extracting(Task::status).containsOnly(TaskStatus.COMPLETED);
    }
    Map<List<UUID>, Integer> completed = new HashMap<>();
    for (TaskAttempt attempt : node.attempts(tree)) {
      assertThat(attempt.status()).isNotEqualTo(AttemptStatus.IN_PROGRESS);
      if (attempt.status() == AttemptStatus.COMPLETED) {
        completed.merge(List.of(attempt.runId(), attempt.taskId()), 1, Integer::sum);
      }
    }
    assertThat(completed.values()).allMatch(n -> n == 1);
    Map<String, Integer> told = told(latest.id());
    assertThat(told.values()).as("ends told of %s", latest.id()).allMatch(n -> n == 1);
    assertThat(told.keySet()).anyMatch(event -> event.startsWith("run.ended"));
    if (latest.status() == RunStatus.COMPLETED) {
      assertThat(completed.keySet().stream().filter(k -> k.get(0).equals(latest.id()))).hasSize(4);
      assertThat(told.keySet().stream().filter(e -> e.startsWith("task.completed"))).hasSize(4);
    }
  }

  /** How often a run's events tell of the end of the run and of each task. */
  private Map<String, Integer> told(UUID run) {
    Map<String, Integer> told = new HashMap<>();
    try (Connection connection = database().database().connect();
        PreparedStatement query =
            connection.prepareStatement("select events from event where run_id = ?")) {
      query.setObject(1, run);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          for (JsonNode event : Json.read(result.getString(1))) {
            String type = event.get("type").textValue();
            if (type.equals("run.ended") || type.equals("task.completed")) {
              told.merge(type + " " + event.path("task_id").asText(), 1, Integer::sum);
            }
          }
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return told;
  }
}
