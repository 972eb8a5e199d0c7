package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.it.Await;
import org.espalier.it.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two servers with default settings on one PostgreSQL: they share the work, and when one dies or
 * stands still the other goes on with its runs.
 */
@ExtendWith(SeedInFailures.class)
class TwoServersChaos {
  private static final Duration BOUND = Duration.ofSeconds(120);

  /** What the design promises for default settings: from the death to the next attempt. */
  private static final Duration TAKEOVER = Duration.ofSeconds(20);

  private static final int RUNS = Chaos.amount(8, 24);

  /** The rows of everything that is recorded of runs. */
  private static final List<String> RECORD =
      List.of(
          "select * from run order by id",
          "select * from task order by id",
          "select * from attempt order by run_id, task_id, number",
          "select * from event order by id");

  @Test
  void oneGoesOnWithTheRunsOfTheOtherThatWasKilled() throws IOException {
    try (Postgres postgres = Postgres.start();
        Scenario scenario = Scenario.onPostgres("two servers, one killed", postgres)) {
      Node one = scenario.node("one").start();
      Node two = scenario.node("two").start();
      Load ofOne = chains(scenario, one, "one", 1500);
      Load ofTwo = chains(scenario, two, "two", 1500);
      for (int i = 0; i < RUNS; i++) {
        ofOne.submit();
        ofTwo.submit();
      }
      Set<String> trees = labels(ofOne);
      Await.until(
          "every run of the first has begun", BOUND, () -> begun(scenario, one).containsAll(trees));
      Chaos.untilItStrikes(scenario.random, Duration.ofSeconds(1));
      long killed = System.nanoTime();
      one.server.kill9();
      scenario.noteDeath();
      Await.until(
          "the second goes on with all of them",
          BOUND,
          () -> begun(scenario, two).containsAll(trees));
      Duration slowest = slowestTakeover(scenario, two, trees, killed);
      scenario.verify();
      Chaos.report(
          "takeover after kill -9",
          "%d runs, the last after %d ms".formatted(RUNS, slowest.toMillis()));
      assertThat(slowest).as("from the kill to the next attempt").isLessThan(TAKEOVER);
      assertThat(nodesOf(scenario, ofTwo))
          .as("who ran the second's own runs")
          .containsExactly("two-1");
      assertThat(scenario.witness.answered()).isGreaterThanOrEqualTo(RUNS * 2L * 3);
    }
  }

  @Test
  void refusesWhatAServerWritesThatStoodStillAndGoesOn() throws IOException {
    try (Postgres postgres = Postgres.start();
        Scenario scenario = Scenario.onPostgres("two servers, one standing still", postgres)) {
      Node zombie = scenario.node("one").start();
      Node other = scenario.node("two").start();
      Load load = heldLoad(scenario, zombie, "z", 200);
      zombie.server.pause();
      List<Call> held = List.copyOf(callsOf(scenario, zombie));
      load.stop();
      awaitAllOver(scenario, load);
      // Half of the answers come while the process stands still: it finds them when it goes on, and
      // takes its attempts for completed.
      scenario.witness.release(call -> call.tree.hashCode() % 2 == 0);
      Await.until(
          "half are answered",
          BOUND,
          () ->
              held.stream()
                  .noneMatch(call -> call.is(Call.State.OPEN) && call.tree.hashCode() % 2 == 0));
      scenario.expectZombies(held::contains);
      List<String> before = record(scenario);
      long resumed = System.nanoTime();
      zombie.server.resume();
      Await.until(
          "the zombie hangs up",
          BOUND,
          () -> held.stream().noneMatch(call -> call.is(Call.State.OPEN)));
      Chaos.report(
          "zombie",
          "%d requests open when it went on, ended within %d ms"
              .formatted(
                  held.stream().filter(c -> c.is(Call.State.ABORTED)).count(),
                  Duration.ofNanos(System.nanoTime() - resumed).toMillis()));
      Await.until("it has joined anew", BOUND, () -> livingNodes(scenario) == 2);
      assertThat(record(scenario)).as("what is recorded, before and after").isEqualTo(before);
      assertThat(callsOf(scenario, zombie)).as("what the zombie began").isEqualTo(held);
      assertThat(held).filteredOn(call -> call.is(Call.State.ABORTED)).isNotEmpty();
      assertThat(held).filteredOn(call -> call.is(Call.State.ANSWERED)).isNotEmpty();
      scenario.witness.release(call -> true);
      Load again = chains(scenario, zombie, "again", 100);
      again.submit();
      scenario.verify();
      assertThat(nodesOf(scenario, again)).as("it works again").containsExactly(zombie.process());
      assertThat(other.server.http().get("/api/health").status()).isEqualTo(200);
    }
  }

  /**
   * A process that stands still in the middle of a transaction holds the locks of its runs. The
   * database ends the transaction, else nobody could ever take the runs.
   */
  @Test
  void takesOverFromAServerThatStandsStillInTheMiddleOfACommit() throws Exception {
    try (Postgres postgres = Postgres.start();
        Scenario scenario = Scenario.onPostgres("two servers, one inside a commit", postgres)) {
      Node zombie = scenario.node("one").start();
      Node other = scenario.node("two").start();
      Load load = heldLoad(scenario, zombie, "c", 100);
      Set<String> trees = labels(load);
      List<Call> held = List.copyOf(callsOf(scenario, zombie));
      scenario.expectZombies(held::contains);
      long stopped;
      try (Connection blocker = postgres.connect();
          Statement statement = blocker.createStatement()) {
        blocker.setAutoCommit(false);
        statement.execute("lock table event in share row exclusive mode");
        scenario.witness.release(call -> true);
        Await.until(
            "a commit waits", BOUND, () -> sessions(scenario, "wait_event_type = 'Lock'") > 0);
        zombie.server.pause();
        stopped = System.nanoTime();
        blocker.rollback();
      }
      Await.until(
          "the commit stands still",
          BOUND,
          () -> sessions(scenario, "state = 'idle in transaction'") > 0);
      Await.until(
          "the other goes on with all", BOUND, () -> begun(scenario, other).containsAll(trees));
      Duration slowest = slowestTakeover(scenario, other, trees, stopped);
      awaitAllOver(scenario, load);
      zombie.server.resume();
      Await.until("it has joined anew", BOUND, () -> livingNodes(scenario) == 2);
      scenario.verify();
      Chaos.report("takeover from within a commit", "%d ms".formatted(slowest.toMillis()));
      assertThat(slowest).isLessThan(TAKEOVER);
    }
  }

  /** Runs of this node, each with one attempt whose request waits for an answer. */
  private static Load heldLoad(Scenario scenario, Node node, String prefix, int millis) {
    scenario.witness.hold(node.process());
    Load load = chains(scenario, node, prefix, millis);
    for (int i = 0; i < RUNS; i++) {
      load.submit();
    }
    Set<String> trees = labels(load);
    Await.until("all wait for an answer", BOUND, () -> begun(scenario, node).containsAll(trees));
    awaitOpenAttempts(scenario, RUNS);
    return load;
  }

  private static Load chains(Scenario scenario, Node node, String prefix, int millis) {
    return scenario.load(
        prefix, label -> Plan.chain(label, scenario.witness.uri(), 3, millis), node);
  }

  private static Set<String> labels(Load load) {
    return load.accepted().values().stream().map(plan -> plan.label).collect(Collectors.toSet());
  }

  private static List<Call> callsOf(Scenario scenario, Node node) {
    return scenario.witness.calls().stream()
        .filter(call -> call.node.equals(node.process()))
        .toList();
  }

  /** The trees of which this process has made a request. */
  private static Set<String> begun(Scenario scenario, Node node) {
    return callsOf(scenario, node).stream().map(call -> call.tree).collect(Collectors.toSet());
  }

  private static void awaitOpenAttempts(Scenario scenario, int count) {
    Await.until(
        "the starts of all attempts are recorded",
        BOUND,
        () ->
            scenario
                    .store()
                    .<Long>read(
                        c ->
                            Rows.count(
                                c, "select count(*) from attempt where status = 'in_progress'"))
                >= count);
  }

  private static void awaitAllOver(Scenario scenario, Load load) {
    Await.until(
        "all runs are over",
        BOUND,
        () ->
            scenario
                    .store()
                    .<Long>read(
                        c -> Rows.count(c, "select count(*) from run where ended_at is not null"))
                == load.accepted().size());
  }

  private static Duration slowestTakeover(
      Scenario scenario, Node by, Set<String> trees, long since) {
    Map<String, Long> first =
        callsOf(scenario, by).stream()
            .filter(call -> trees.contains(call.tree))
            .collect(Collectors.toMap(call -> call.tree, call -> call.begun, Math::min));
    return Duration.ofNanos(
        first.values().stream().mapToLong(begun -> begun - since).max().orElseThrow());
  }

  private static Set<String> nodesOf(Scenario scenario, Load load) {
    Set<String> trees = labels(load);
    Set<String> nodes = new HashSet<>();
    scenario.witness.calls().stream()
        .filter(call -> trees.contains(call.tree))
        .forEach(call -> nodes.add(call.node));
    return nodes;
  }

  private static long livingNodes(Scenario scenario) {
    return scenario
        .store()
        .read(
            c -> Rows.count(c, "select count(*) from node where lease_until > current_timestamp"));
  }

  private static long sessions(Scenario scenario, String condition) {
    return scenario
        .store()
        .read(
            c ->
                Rows.count(
                    c,
                    "select count(*) from pg_stat_activity where application_name = 'espalier' and "
                        + condition));
  }

  private static List<String> record(Scenario scenario) {
    return scenario
        .store()
        .read(
            c -> {
              List<String> rows = new java.util.ArrayList<>();
              for (String sql : RECORD) {
                rows.addAll(Rows.of(c, sql));
              }
              return rows;
            });
  }
}
