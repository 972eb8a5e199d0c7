package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.it.Await;
import org.espalier.it.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two servers with default settings whose clocks are twelve minutes apart, by libfaketime; the
 * database's and the test's are right. Needs the package {@code faketime}, and fails without it.
 */
@ExtendWith(SeedInFailures.class)
class ClockChaos {
  private static final Duration BOUND = Duration.ofSeconds(120);
  private static final Duration TAKEOVER = Duration.ofSeconds(20);

  /** Nodes take over the database's clock when theirs differs by more than a second. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private static final Duration RETRY_DELAY = Duration.ofSeconds(3);
  private static final int RUNS = 4;

  @Test
  void leasesRetriesAndTimesAreThoseOfTheDatabase() throws IOException {
    Instant began = Instant.now();
    try (Postgres postgres = Postgres.start();
        Scenario scenario = Scenario.onPostgres("clocks", postgres)) {
      Node behind = shifted(scenario.node("behind"), "-5m").start();
      Node ahead = shifted(scenario.node("ahead"), "+7m").start();
      Load load = scenario.load("t", label -> slowAndRetrying(label, scenario), behind, ahead);
      Load ofBehind =
          scenario.load("b", label -> Plan.chain(label, scenario.witness.uri(), 16, 2500), behind);
      for (int i = 0; i < RUNS; i++) {
        load.submit();
        ofBehind.submit();
      }
      load.awaitAllOver(BOUND);
      assertNobodyTookOver(scenario);
      assertRetriesWereMadeInTime(scenario);
      behind.server.kill9();
      scenario.noteDeath();
      long killed = System.nanoTime();
      long leaseEnds = killed + leaseLeft(scenario, behind).toNanos();
      Await.until("the other goes on", BOUND, () -> takenOver(scenario, ahead).size() == RUNS);
      List<Long> taken = takenOver(scenario, ahead);
      scenario.verify();
      assertTimesAreTrue(scenario, began);
      Chaos.report(
          "clocks 12 minutes apart",
          "%d runs taken over %d to %d ms after the end of the lease, %d ms after the kill"
              .formatted(
                  RUNS,
                  millis(min(taken) - leaseEnds),
                  millis(max(taken) - leaseEnds),
                  millis(max(taken) - killed)));
      assertThat(min(taken)).as("no early takeover").isGreaterThan(leaseEnds);
      assertThat(Duration.ofNanos(max(taken) - killed)).as("no late one").isLessThan(TAKEOVER);
      assertThat(scenario.witness.answered()).isGreaterThanOrEqualTo(RUNS * 15L);
    }
  }

  /** Its real clock is right, its monotonic one too: only the wall clock is wrong. */
  private static Node shifted(Node node, String shift) {
    node.server
        .with("LD_PRELOAD", library().toString())
        .with("FAKETIME", shift)
        .with("DONT_FAKE_MONOTONIC", "1")
        // With the library's own notion of the C library's waits, every wait of a JVM is too long
        // or too short.
        .with("FAKETIME_FORCE_MONOTONIC_FIX", "0")
        // Files are stamped with the real time, and loading classes asks for a great many stamps.
        .with("NO_FAKE_STAT", "1");
    return node;
  }

  private static Path library() {
    try (Stream<Path> paths =
        Files.find(
            Path.of("/usr/lib"),
            4,
            (path, attributes) -> path.endsWith("faketime/libfaketime.so.1"))) {
      return paths
          .findFirst()
          .orElseThrow(
              () -> new AssertionError("libfaketime is not there: apt-get install faketime"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Lives longer than two leases, and has a retry on its way. */
  private static Plan slowAndRetrying(String label, Scenario scenario) {
    Plan plan = new Plan(label, scenario.witness.uri());
    plan.call("slow", 12_000, 0, List.of());
    plan.call("retried", 100, 1, List.of("slow"))
        .putObject("retry")
        .put("max_attempts", 3)
        .put("initial_delay", RETRY_DELAY.toSeconds())
        .put("jitter", 0);
    plan.call("last", 8_000, 0, List.of("retried"));
    return plan;
  }

  private static void assertNobodyTookOver(Scenario scenario) {
    List<String> claimedAgain =
        scenario.store().read(c -> Rows.of(c, "select id, node, epoch from run where epoch <> 1"));
    assertThat(claimedAgain).as("runs that were claimed twice").isEmpty();
  }

  private static void assertRetriesWereMadeInTime(Scenario scenario) {
    List<Duration> pauses = new ArrayList<>();
    new CallRecord(scenario.witness.calls(), call -> false)
        .byTask()
        .forEach(
            (task, calls) -> {
              if (task.endsWith("/retried")) {
                assertThat(calls).hasSize(2);
                pauses.add(Duration.ofNanos(calls.get(1).begun - calls.get(0).ended()));
              }
            });
    assertThat(pauses)
        .hasSize(RUNS)
        .allSatisfy(
            pause ->
                assertThat(pause)
                    .isBetween(RETRY_DELAY.minusMillis(50), RETRY_DELAY.plusSeconds(20)));
  }

  /** What the database says is left of the dead server's lease. */
  private static Duration leaseLeft(Scenario scenario, Node dead) {
    return scenario
        .store()
        .read(
            c ->
                Duration.ofMillis(
                    Rows.count(
                        c,
                        """
                    select floor(extract(epoch from lease_until - clock_timestamp()) * 1000)::bigint - 10 from node
                    where name = ?
                    """,
                        dead.name)));
  }

  /** When the other server first called for each tree of the one that was killed. */
  private static List<Long> takenOver(Scenario scenario, Node by) {
    return scenario.witness.calls().stream()
        .filter(call -> call.node.equals(by.process()) && call.tree.startsWith("b"))
        .collect(
            java.util.stream.Collectors.toMap(call -> call.tree, call -> call.begun, Math::min))
        .values()
        .stream()
        .toList();
  }

  private static void assertTimesAreTrue(Scenario scenario, Instant began) {
    Instant from = began.minus(TOLERANCE);
    Instant to = Instant.now().plus(TOLERANCE);
    List<String> times =
        scenario
            .store()
            .read(
                c ->
                    Rows.of(
                        c,
                        """
                    select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from (
                      select started_at as at from attempt union all select ended_at from attempt
                      union all select created_at from run union all select ended_at from run
                      union all select created_at from tree union all select completed_at from task
                      union all select at from event) as times
                    where at is not null
                    """));
    assertThat(times)
        .hasSizeGreaterThan(RUNS * 40)
        .allSatisfy(time -> assertThat(Instant.parse(time)).isBetween(from, to));
  }

  private static long min(List<Long> nanos) {
    return nanos.stream().mapToLong(Long::longValue).min().orElseThrow();
  }

  private static long max(List<Long> nanos) {
    return nanos.stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }
}
