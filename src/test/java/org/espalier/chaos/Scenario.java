package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.espalier.it.Await;
import org.espalier.it.EspalierServer;
import org.espalier.it.Http;
import org.espalier.it.Postgres;

/**
 * One test's world: a database, servers on it, the witness that their tasks call, and the load.
 *
 * <p>{@link #verify} at the end holds both records, the database's and the witness's, against all
 * that must be. Used by the test's thread.
 */
final class Scenario implements AutoCloseable {
  private static final Duration END_BOUND = Duration.ofSeconds(240);

  final Random random;
  final Witness witness = new Witness();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Load> loads = new ArrayList<>();
  private final Map<String, Long> completedAt = new HashMap<>();
  private Predicate<Call> isZombies = call -> false;
  private int deaths;
  private final Store store;

  private Scenario(String test, Function<Scenario, Store> store) {
    this.random = Chaos.random(test);
    this.store = store.apply(this);
  }

  /** On a PostgreSQL of its own, without servers yet. */
  static Scenario onPostgres(String test, Postgres postgres) {
    return new Scenario(test, self -> new Store.OnPostgres(postgres));
  }

  /** On the embedded database of its one server. */
  static Scenario onH2(String test) {
    return new Scenario(test, self -> new Store.OnH2(self.node("one").server));
  }

  /** Another server, not started yet. */
  Node node(String name) {
    EspalierServer server =
        new EspalierServer()
            .with("ESPALIER_NODE_NAME", name)
            .with("ESPALIER_EGRESS_ALLOW", witness.address());
    if (store instanceof Store.OnPostgres on) {
      server.on(on.postgres());
    }
    Node node = new Node(name, server);
    nodes.add(node);
    return node;
  }

  /** The server with this place, the first being 0. */
  Node nodeAt(int place) {
    return nodes.get(place);
  }

  Store store() {
    return store;
  }

  /** A load on these servers, of trees of random shapes whose tasks take up to so long. */
  Load load(String prefix, int slowestMillis, Node... targets) {
    Random shapes = new Random(random.nextLong());
    return load(prefix, label -> Plan.random(label, witness.uri(), shapes, slowestMillis), targets);
  }

  /** A load of trees that this makes of their labels. */
  Load load(String prefix, Function<String, Plan> plans, Node... targets) {
    List<Http> servers = new ArrayList<>();
    for (Node target : targets) {
      servers.add(target.server.http());
    }
    Load load = new Load(servers, new Random(random.nextLong()), prefix, plans);
    loads.add(load);
    return load;
  }

  /** Calls of which this is true were made by a process before it became a zombie. */
  void expectZombies(Predicate<Call> which) {
    isZombies = which;
  }

  /** A process died: its open attempts may have had their effect without a trace. */
  void noteDeath() {
    deaths++;
  }

  /**
   * Holds what the database says now against the invariants, and remembers which tasks it calls
   * completed: they must not be called again. On H2 only while the server is down.
   */
  void check() {
    long now = System.nanoTime();
    store.read(
        connection -> {
          assertThat(Invariants.violations(connection)).as("broken invariants").isEmpty();
          Rows.of(connection, "select run_id, id from task where status = 'completed'")
              .forEach(row -> completedAt.putIfAbsent(row.replace('|', '-'), now));
          return true;
        });
  }

  /** Waits until everything that was submitted is over, and checks both records. */
  void verify() {
    loads.forEach(Load::stop);
    awaitAllOver();
    if (store instanceof Store.OnH2) {
      nodes.forEach(node -> node.server.stop());
    }
    check();
    Map<String, Plan> accepted = new HashMap<>();
    loads.forEach(load -> accepted.putAll(load.accepted()));
    store.read(
        connection -> {
          new Outcome(connection).check(accepted);
          return true;
        });
    checkWitness(accepted);
  }

  /** Asks the database where that can be done: the server that took the load may be dead. */
  private void awaitAllOver() {
    if (store instanceof Store.OnH2) {
      loads.forEach(load -> load.awaitAllOver(END_BOUND));
    } else {
      Await.until("all runs are over", END_BOUND, () -> unfinishedRuns() == 0);
    }
  }

  private long unfinishedRuns() {
    return store.read(c -> Rows.count(c, "select count(*) from run where ended_at is null"));
  }

  private void checkWitness(Map<String, Plan> accepted) {
    CallRecord record = new CallRecord(witness.calls(), isZombies);
    assertThat(record.open()).as("requests still open when all is over").isEmpty();
    assertThat(record.changedKeys()).as("idempotency keys").isEmpty();
    assertThat(record.overlaps()).as("two attempts of a task at a time").isEmpty();
    assertThat(record.calledAgain(completedAt)).as("completed tasks that ran again").isEmpty();
    for (Plan plan : accepted.values()) {
      assertThat(record.outOfOrder(plan)).as("order of %s", plan.label).isEmpty();
      assertThat(record.repeatedAtMostOnce(plan)).as("at_most_once in %s", plan.label).isEmpty();
      assertThat(record.wrongReferences(plan)).as("references in %s", plan.label).isEmpty();
    }
    Set<String> labels = new HashSet<>();
    accepted.values().forEach(plan -> labels.add(plan.label));
    assertThat(witness.calls())
        .as("only accepted trees ran")
        .allMatch(call -> labels.contains(call.tree));
    store.read(
        connection -> {
          Outcome outcome = new Outcome(connection);
          assertThat(record.unanswered(outcome.completedCalls()))
              .as("completed without a call")
              .isEmpty();
          outcome.checkAttempts(record, deaths);
          return true;
        });
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(node -> node.server.close());
    witness.close();
  }
}
