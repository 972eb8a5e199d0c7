package org.espalier.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptStatus;
import org.espalier.engine.message.RunChanges.AttemptRow;
import org.espalier.engine.message.RunChanges.TaskRow;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.message.RunRequest;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.json.Json;
import org.espalier.tree.RetryPolicy;
import org.espalier.tree.RunStatus;
import org.espalier.tree.StoredTask;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

/**
 * Random graphs under random outcomes, requests and crashes, in random order. {@link TestRun} and
 * {@link Ledger} hold every turn to the rules; this adds what must be true of the whole.
 */
class RunStateSimulationTest {
  private static final int SEEDS = 2_000;
  private static final int EVENTFUL_STEPS = 60;
  private static final int QUIET_STEPS = 2_000;

  @Test
  void keepsEveryRuleWhateverHappens() {
    Map<RunExit, Integer> ends = new HashMap<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      Simulation simulation = new Simulation(seed);
      try {
        ends.merge(simulation.run(), 1, Integer::sum);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + " after " + simulation.log, e);
      }
    }
    assertThat(ends)
        .as("every way a run can end is met")
        .containsOnlyKeys(RunExit.COMPLETED, RunExit.FAILED, RunExit.CANCELLED);
  }

  private static final class Simulation {
    final List<String> log = new ArrayList<>();
    private final RandomGenerator random;
    private final TestRun run = new TestRun();
    private final Map<String, List<Integer>> dependencies = new HashMap<>();
    private final Map<String, Boolean> optional = new HashMap<>();
    private final Map<String, String> conditions = new HashMap<>();
    private final Set<String> atMostOnce = new HashSet<>();
    private final List<Assignment> closed = new ArrayList<>();
    private final Set<Assignment> stopped = new HashSet<>();
    private final Set<Assignment> started = new HashSet<>();

    Simulation(int seed) {
      random = new SplittableRandom(seed);
    }

    RunExit run() {
      grow();
      run.begin();
      for (int step = 0; step < EVENTFUL_STEPS && !isOver(); step++) {
        happen();
        look();
      }
      for (int step = 0; !isOver(); step++) {
        assertThat(step).as("the run ends when nothing disturbs it").isLessThan(QUIET_STEPS);
        run.request(RunRequest.RESUME);
        if (!endSome(true)) {
          waitForDue();
        }
        look();
      }
      checkEnd(run.exit.orElseThrow());
      return run.exit.orElseThrow();
    }

    private void grow() {
      int size = 1 + random.nextInt(10);
      for (int i = 0; i < size; i++) {
        String name = "t" + i;
        List<String> waitsFor = new ArrayList<>();
        for (int j = 0; j < i; j++) {
          if (random.nextInt(3) == 0) {
            boolean isOptional = random.nextInt(3) == 0;
            waitsFor.add("t" + j + (isOptional ? "?" : ""));
            dependencies.computeIfAbsent(name, n -> new ArrayList<>()).add(j);
            optional.put(name + "<t" + j, isOptional);
          }
        }
        if (!waitsFor.isEmpty() && random.nextInt(4) == 0) {
          conditions.put(name, condition(waitsFor.get(0).replace("?", "")));
        }
        run.task(name, task -> shaped(name, task), waitsFor.toArray(String[]::new));
      }
    }

    /** On what an attempt returns, which one that was skipped does not. */
    private String condition(String on) {
      return switch (random.nextInt(3)) {
        case 0 -> "{\"value\":\"${%s.by}\",\"op\":\"exists\"}".formatted(on);
        case 1 -> "{\"value\":\"${%s.by}\",\"op\":\"ne\",\"to\":\"%s\"}".formatted(on, on);
        default -> "{\"value\":\"${%s.by}\",\"op\":\"eq\",\"to\":\"%s\"}".formatted(on, on);
      };
    }

    private StoredTask shaped(String name, StoredTask task) {
      task.priority(random.nextInt(4)).runIf(conditions.get(name));
      if (random.nextInt(4) == 0) {
        atMostOnce.add(name);
        task.atMostOnce();
      }
      RetryPolicy policy =
          new RetryPolicy(
              1 + random.nextInt(4),
              RetryPolicy.Backoff.values()[random.nextInt(3)],
              Duration.ofMillis(random.nextInt(20_000)),
              Duration.ofSeconds(60),
              0.5,
              Set.of());
      return random.nextBoolean() ? task.retry(policy) : task;
    }

    private boolean isOver() {
      return run.exit.filter(way -> way.ordinal() <= RunExit.CANCELLED.ordinal()).isPresent();
    }

    private void happen() {
      switch (random.nextInt(16)) {
        case 0, 1, 2, 3 -> endSome(false);
        case 4, 5, 6 -> startSome();
        case 7 -> progressSome();
        case 8 -> endLate();
        case 9, 10 -> pass(Duration.ofMillis(random.nextInt(400)));
        case 11 -> pass(Duration.ofSeconds(random.nextInt(40)));
        case 12 -> request(RunRequest.PAUSE);
        case 13 -> request(RunRequest.RESUME);
        case 14 -> {
          if (random.nextInt(12) == 0) {
            request(RunRequest.CANCEL);
          } else if (random.nextInt(4) == 0) {
            note("release");
            run.state.release(run.now);
          }
        }
        default -> {
          if (random.nextInt(5) == 0) {
            crash();
          }
        }
      }
    }

    /** Takes a turn, most of the time; and claims the run again where it left. */
    private void look() {
      if (isOver() || random.nextInt(4) == 0) {
        return;
      }
      Set<String> wasOut = Set.copyOf(run.out());
      run.turn();
      run.last.stops().forEach(stop -> stopped.add(stop.attempt()));
      run.out().stream()
          .filter(name -> !wasOut.contains(name))
          .forEach(this::checkFirstOrFailedBefore);
      run.exit.ifPresent(this::left);
    }

    private void left(RunExit way) {
      note(way.toString());
      switch (way) {
        case COMPLETED, FAILED, CANCELLED -> {
          closed.addAll(run.out.values());
          run.out.clear();
        }
        case PAUSED, RELEASED, PARKED -> {
          assertThat(run.out()).as("attempts left behind").isEmpty();
          if (way == RunExit.PARKED) {
            Instant wake = run.ledger.run.wakeAt();
            assertThat(wake).isAfter(run.now);
            run.now = wake;
          }
          claim(way == RunExit.PARKED ? RunStatus.WAITING : RunStatus.QUEUED);
        }
        case LOST -> throw new AssertionError("a run is not lost by its own decision");
      }
    }

    private void crash() {
      note("crash");
      claim(run.ledger.run == null ? RunStatus.QUEUED : RunStatus.RUNNING);
    }

    private void claim(RunStatus status) {
      closed.clear();
      stopped.clear();
      started.clear();
      run.claimAgain(status);
      run.out().forEach(this::checkFirstOrFailedBefore);
      run.last.stops().forEach(stop -> stopped.add(stop.attempt()));
      run.exit.ifPresent(this::left);
    }

    /**
     * An at_most_once task is attempted again only after a failure or when it was never entered.
     */
    private void checkFirstOrFailedBefore(String name) {
      if (atMostOnce.contains(name)) {
        int number = run.out.get(name).number();
        assertThat(run.attempts(name).stream().filter(row -> row.number() != number))
            .as("earlier attempts of %s", name)
            .allMatch(
                row -> row.status() == AttemptStatus.FAILED || "withdrawn".equals(row.errorKind()));
      }
    }

    private Optional<String> some() {
      return run.out().stream()
          .skip(run.out().isEmpty() ? 0 : random.nextInt(run.out().size()))
          .findFirst();
    }

    private void startSome() {
      some()
          .filter(name -> started.add(run.out.get(name)))
          .ifPresent(
              name -> {
                note("start " + name);
                run.start(name);
              });
    }

    private void progressSome() {
      some()
          .filter(name -> started.contains(run.out.get(name)))
          .ifPresent(
              name -> {
                note("progress " + name);
                Assignment attempt = run.out.get(name);
                run.state.output(attempt.place(), attempt.number(), "stdout", "a line\n");
                run.state.progressed(
                    attempt.place(), attempt.number(), random.nextDouble(), "on the way");
              });
    }

    private boolean endSome(boolean kindly) {
      Optional<String> chosen = some();
      chosen.ifPresent(
          name -> {
            Assignment attempt = run.out.get(name);
            if (stopped.contains(attempt) && !started.contains(attempt) && random.nextBoolean()) {
              note("withdraw " + name);
              run.withdraw(name);
            } else if (stopped.contains(attempt) && random.nextBoolean()) {
              note("stop " + name);
              run.stopAsAsked(name);
            } else {
              end(name, kindly ? random.nextInt(9) : random.nextInt(6));
            }
            if (random.nextBoolean()) {
              closed.add(attempt);
            }
          });
      return chosen.isPresent();
    }

    private void end(String name, int die) {
      switch (die) {
        case 0 -> run.fail(name);
        case 1 -> run.failRetryably(name);
        case 2 ->
            run.end(
                name,
                new Failed(
                    "busy",
                    "later",
                    true,
                    Optional.of(Duration.ofSeconds(random.nextInt(90))),
                    Json.object()));
        case 3 -> run.park(name, Duration.ofMillis(random.nextInt(90_000)));
        default -> run.succeed(name);
      }
      note("end " + name + " " + die);
    }

    /** An attempt that was closed before is reported once more, in any way. */
    private void endLate() {
      if (closed.isEmpty()) {
        return;
      }
      Assignment attempt = closed.get(random.nextInt(closed.size()));
      Assignment now = run.out.get(attempt.taskName());
      if (now != null && now.number() == attempt.number()) {
        return;
      }
      note("late " + attempt.taskName());
      switch (random.nextInt(4)) {
        case 0 -> run.state.started(attempt.place(), attempt.number(), run.now);
        case 1 -> run.state.progressed(attempt.place(), attempt.number(), 0.5, "late");
        case 2 -> run.state.withdrawn(attempt.place(), attempt.number(), run.now);
        default -> run.end(attempt, Failed.permanent("late", "too late"));
      }
    }

    private void request(RunRequest request) {
      note(request.toString());
      run.request(request);
    }

    private void pass(Duration time) {
      note("+" + time);
      run.pass(time);
    }

    private void waitForDue() {
      Instant due = run.last.nextDue().orElse(run.now.plusMillis(100));
      run.now = due.isAfter(run.now) ? due : run.now.plusMillis(100);
    }

    private void note(String what) {
      log.add(what);
    }

    private void checkEnd(RunExit way) {
      Ledger ledger = run.ledger;
      assertThat(ledger.run.isOwned()).isFalse();
      assertThat(ledger.run.endedAt()).isEqualTo(run.now);
      assertThat(ledger.run.status().name()).isEqualTo(way.name());
      assertThat(ledger.run.error() == null).isEqualTo(way == RunExit.COMPLETED);
      assertThat(ledger.attempts.values().stream().flatMap(rows -> rows.values().stream()))
          .extracting(AttemptRow::status)
          .doesNotContain(AttemptStatus.IN_PROGRESS);
      assertThat(run.eventTypes()).endsWith("run.ended").containsOnlyOnce("run.ended");
      List<TaskStatus> statuses = ledger.tasks.values().stream().map(TaskRow::status).toList();
      assertThat(statuses).doesNotContain(TaskStatus.IN_PROGRESS);
      switch (way) {
        case COMPLETED -> assertThat(statuses).containsOnly(TaskStatus.COMPLETED);
        case CANCELLED -> assertThat(statuses).doesNotContain(TaskStatus.PENDING);
        default -> {
          assertThat(statuses).isNotEmpty().contains(TaskStatus.FAILED);
          run.ids.forEach(this::checkIsBlocked);
        }
      }
      checkEveryEndHasItsEvent();
      run.ids.forEach(this::checkSkipped);
    }

    /** A task completed without an attempt just when it has a condition that was not met. */
    private void checkSkipped(String name, UUID id) {
      TaskRow row = run.ledger.tasks.get(id);
      boolean isSkipped = "{\"skipped\":true}".equals(row.result());
      assertThat(row.status() == TaskStatus.COMPLETED && row.attempts() == 0)
          .as("%s was skipped", name)
          .isEqualTo(isSkipped);
      assertThat(isSkipped && !conditions.containsKey(name)).as("%s was skipped", name).isFalse();
      if (isSkipped) {
        String on = conditions.get(name).replaceAll(".*\\$\\{(t\\d)\\.by.*", "$1");
        boolean hasResult =
            run.row(on).result() != null && !run.row(on).result().contains("skipped");
        assertThat(hasResult).as(name).isEqualTo(conditions.get(name).contains("\"ne\""));
      }
    }

    /** A task that is left requires one that did not complete. */
    private void checkIsBlocked(String name, UUID id) {
      if (run.ledger.status(id) == TaskStatus.PENDING) {
        assertThat(dependencies.getOrDefault(name, List.of()))
            .as("what blocks %s", name)
            .anyMatch(
                j -> !optional.get(name + "<t" + j) && run.status("t" + j) != TaskStatus.COMPLETED);
      }
    }

    private void checkEveryEndHasItsEvent() {
      List<String> ends =
          run.eventTypes().stream()
              .filter(type -> type.matches("task\\.(completed|failed|cancelled)"))
              .sorted()
              .toList();
      assertThat(ends)
          .containsExactlyElementsOf(
              run.ledger.tasks.values().stream()
                  .map(TaskRow::status)
                  .filter(TaskStatus::isTerminal)
                  .map(status -> "task." + status.word())
                  .sorted()
                  .toList());
    }
  }
}
