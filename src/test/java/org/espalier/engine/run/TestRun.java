package org.espalier.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.espalier.engine.TestNode;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.message.AttemptStatus;
import org.espalier.engine.message.Cancellations;
import org.espalier.engine.message.ClaimedRun;
import org.espalier.engine.message.ClaimedRun.AttemptHistory;
import org.espalier.engine.message.Decision;
import org.espalier.engine.message.ElementRules;
import org.espalier.engine.message.NewElements;
import org.espalier.engine.message.RunChanges.AttemptRow;
import org.espalier.engine.message.RunChanges.TaskRow;
import org.espalier.engine.message.RunExit;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.message.RunTurn;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Asked;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Expanded;
import org.espalier.executor.ExecutionOutcome.Expanded.OnFailure;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Parked;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.Question;
import org.espalier.json.Json;
import org.espalier.settings.EspalierSettings;
import org.espalier.tree.ElementTask;
import org.espalier.tree.RetryPolicy;
import org.espalier.tree.RunStatus;
import org.espalier.tree.StoredTask;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.submission.ElementReader;

/**
 * A {@link RunState} with a hand-driven clock, a {@link Ledger} for its writes, and the attempts it
 * dispatched, which the test ends as it likes. Holds every turn to what must be true of any.
 */
public final class TestRun {
  public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  static final Duration RECORD_DELAY = Duration.ofMillis(20);
  public static final RunLoopSettings SETTINGS =
      new RunLoopSettings(
          "node-1",
          new RetryPolicy(
              1,
              RetryPolicy.Backoff.EXPONENTIAL,
              Duration.ofSeconds(1),
              Duration.ofMinutes(5),
              0,
              Set.of()),
          Duration.ofMinutes(60),
          RECORD_DELAY,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          3,
          3,
          Duration.ofSeconds(30));

  final UUID runId = new UUID(1, 1);
  final UUID treeId = new UUID(1, 2);
  final Map<String, UUID> ids = new LinkedHashMap<>();
  private final Map<String, StoredTask> definitions = new LinkedHashMap<>();
  private final Map<UUID, Map<UUID, Boolean>> dependencies = new HashMap<>();

  /** Attempts that are out, by task; a later attempt hides an earlier one that was closed. */
  final Map<String, Assignment> out = new LinkedHashMap<>();

  /** Results of effects that were committed, by task. */
  private final Map<UUID, String> effects = new HashMap<>();

  private static final EspalierSettings NODE_SETTINGS =
      EspalierSettings.read(key -> Optional.empty(), "test");

  private int madeIds;
  private List<Decision> unheard = List.of();
  final List<RunTurn.Stop> stops = new ArrayList<>();
  Instant now = START;
  Ledger ledger;
  RunState state;
  RunTurn last;
  Optional<RunExit> exit = Optional.empty();

  /** Adds a task; a dependency's name that ends with {@code ?} is an optional one. */
  TestRun task(String name, UnaryOperator<StoredTask> more, String... dependsOn) {
    UUID id = new UUID(2, ids.size());
    ids.put(name, id);
    StoredTask task = new StoredTask(treeId, id, name).state("runId", runId);
    for (String dependency : dependsOn) {
      boolean isRequired = !dependency.endsWith("?");
      UUID target = ids.get(dependency.replace("?", ""));
      task.dependsOn(target, isRequired);
      dependencies.computeIfAbsent(id, i -> new LinkedHashMap<>()).put(target, isRequired);
    }
    definitions.put(name, more.apply(task));
    return this;
  }

  TestRun task(String name, String... dependsOn) {
    return task(name, task -> task, dependsOn);
  }

  static UnaryOperator<StoredTask> retrying(int attempts, RetryPolicy.Backoff backoff) {
    return task ->
        task.retry(
            new RetryPolicy(
                attempts, backoff, Duration.ofSeconds(2), Duration.ofSeconds(60), 0, Set.of()));
  }

  /** A node claims the run for the first time and takes its first turn. */
  RunTurn begin() {
    return begin(Optional.empty(), Map.of());
  }

  RunTurn begin(Optional<RunRequest> request, Map<UUID, ObjectNode> inputs) {
    List<Task> tasks = definitions.values().stream().map(StoredTask::build).toList();
    ledger = new Ledger(tasks);
    ledger.epoch = 1;
    return take(
        new ClaimedRun(
            runId,
            treeId,
            1,
            0,
            RunStatus.QUEUED,
            request,
            inputs,
            Optional.empty(),
            tasks,
            Map.of(),
            RunOptions.NONE,
            Cancellations.NONE));
  }

  /** Another claim of the run, from what the ledger holds; attempts that are out are forgotten. */
  RunTurn claimAgain(RunStatus status, Optional<RunRequest> request) {
    out.clear();
    stops.clear();
    ledger.epoch++;
    List<Task> tasks = new ArrayList<>();
    Map<UUID, AttemptHistory> history = new HashMap<>();
    for (StoredTask definition : definitions.values()) {
      tasks.add(restored(definition.build()));
    }
    ledger.made.values().forEach(made -> tasks.add(restored(made)));
    ledger.attempts.forEach((task, rows) -> history.put(task, historyOf(rows.values())));
    effects.forEach(
        (task, result) ->
            history.put(task, history.getOrDefault(task, AttemptHistory.NONE).withEffect(result)));
    Optional<Instant> startedAt =
        ledger.run == null ? Optional.empty() : Optional.ofNullable(ledger.run.startedAt());
    return take(
        new ClaimedRun(
            runId,
            treeId,
            ledger.epoch,
            ledger.revision,
            status,
            request,
            Map.of(),
            startedAt,
            tasks,
            history,
            RunOptions.NONE,
            Cancellations.NONE,
            unheard));
  }

  /** The task has had its effect, and nobody was told. */
  TestRun hadEffect(String name, ObjectNode result) {
    effects.put(id(name), Json.write(result));
    return this;
  }

  private Task restored(Task task) {
    TaskRow row = ledger.tasks.get(task.id());
    Map<String, Object> state = new HashMap<>();
    state.put("status", row.status());
    state.put("progress", row.progress());
    state.put("result", row.result());
    state.put("error", row.error());
    state.put("attempts", row.attempts());
    state.put("retryAt", row.retryAt());
    state.put("parked", row.parked());
    state.put("startedAt", row.startedAt());
    state.put("completedAt", row.completedAt());
    return StoredTask.withState(task, state);
  }

  private static AttemptHistory historyOf(Iterable<AttemptRow> rows) {
    int failures = 0;
    int losses = 0;
    Instant openSince = null;
    for (AttemptRow row : rows) {
      failures += row.status() == AttemptStatus.FAILED ? 1 : 0;
      losses += "node_lost".equals(row.errorKind()) ? 1 : 0;
      openSince = row.status() == AttemptStatus.IN_PROGRESS ? row.startedAt() : openSince;
    }
    return new AttemptHistory(failures, losses, Optional.ofNullable(openSince));
  }

  private RunTurn take(ClaimedRun claimed) {
    exit = Optional.empty();
    state = new RunState(claimed, SETTINGS, new SplittableRandom(1), new Unheard());
    state.begin(now);
    return turn();
  }

  /** Takes a turn, applies its write, and notes what it dispatched and stopped. */
  RunTurn turn() {
    assertThat(exit).as("the run has left the node").isEmpty();
    last = state.turn(now);
    last.changes().ifPresent(ledger::apply);
    last.dispatch().forEach(this::dispatched);
    stops.addAll(last.stops());
    exit = last.exit();
    exit.ifPresent(way -> assertThat(last.changes()).as("changes of the exit").isPresent());
    last.nextDue().ifPresent(due -> assertThat(due).as("next due").isAfter(now));
    return last;
  }

  private void dispatched(Assignment attempt) {
    Assignment other = out.put(attempt.taskName(), attempt);
    assertThat(other).as("another attempt of %s is out", attempt.taskName()).isNull();
    dependencies
        .getOrDefault(attempt.taskId(), Map.of())
        .forEach(
            (dependency, isRequired) ->
                assertThat(
                        isRequired
                            ? ledger.status(dependency) == TaskStatus.COMPLETED
                            : ledger.isSettled(dependency) || isUnreachable(dependency))
                    .as("%s waits for %s", attempt.taskName(), dependency)
                    .isTrue());
    StoredTask definition = definitions.get(attempt.taskName());
    if (definition != null && definition.build().isAtMostOnce()) {
      AttemptRow row = ledger.attempts.get(attempt.taskId()).get(attempt.number());
      assertThat(row).as("the start of an at_most_once attempt is durable").isNotNull();
      assertThat(row.status()).isEqualTo(AttemptStatus.IN_PROGRESS);
    }
  }

  /** Whether a task can never start: it is left out, or requires one that did not complete. */
  private boolean isUnreachable(UUID task) {
    boolean isLeftOut =
        definitions.values().stream()
            .map(StoredTask::build)
            .anyMatch(each -> each.id().equals(task) && each.runId().isEmpty());
    return ledger.status(task) == TaskStatus.PENDING && (isLeftOut || requiresALostOne(task));
  }

  private boolean requiresALostOne(UUID task) {
    return dependencies.getOrDefault(task, Map.of()).entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .anyMatch(
            required ->
                ledger.isSettled(required) && ledger.status(required) != TaskStatus.COMPLETED
                    || isUnreachable(required));
  }

  TestRun pass(Duration time) {
    now = now.plus(time);
    return this;
  }

  TestRun start(String task) {
    Assignment attempt = out.get(task);
    state.started(attempt.place(), attempt.number(), now);
    return this;
  }

  /** The executor says that one task is to be made for each of so many elements. */
  TestRun expand(String task, int count, int maxConcurrency, OnFailure onFailure) {
    return expand(task, count, maxConcurrency, onFailure, 1_000, "'i':%d");
  }

  /** The same, with what each is to do and how large the result may be. */
  TestRun expand(
      String task, int count, int maxConcurrency, OnFailure onFailure, int maxBytes, String input) {
    Assignment attempt = out.remove(task);
    ElementReader reader = new ElementReader(NODE_SETTINGS, () -> new UUID(3, ++madeIds));
    IntFunction<ObjectNode> element =
        i ->
            (ObjectNode)
                TestNode.parse(
                    "{'name':'%s[%d]','schemas':{'method':'any'},'inputs':{%s}}"
                        .formatted(task, i, input.formatted(i)));
    Expanded expanded = new Expanded(count, element, maxConcurrency, onFailure, true);
    List<ElementTask> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(reader.read(element.apply(i), i));
      ids.put(task + "[" + i + "]", made.get(i).id());
    }
    NewElements elements = new NewElements(ElementRules.of(expanded, maxBytes), made);
    state.ended(
        attempt.place(),
        attempt.number(),
        new AttemptReport(now, now, attempt.inputs(), expanded, null, elements),
        now);
    return this;
  }

  /** Takes turns at once until all made tasks are stored and may run. */
  TestRun settle() {
    for (turn(); exit.isEmpty() && isDueAtOnce(); turn()) {
      now = last.nextDue().orElseThrow();
    }
    return this;
  }

  private boolean isDueAtOnce() {
    return last.nextDue().filter(due -> !due.isAfter(now.plusMillis(1))).isPresent();
  }

  TestRun succeed(String task) {
    return end(task, new Succeeded(Json.object().put("by", task)));
  }

  /** The executor has returned and its attempt goes on without it. */
  TestRun park(String task, Duration time) {
    return end(task, new Parked(now.plus(time), Json.object().put("by", task)));
  }

  /** The executor has asked a person. */
  TestRun ask(String task, Question question) {
    return end(task, new Asked(question));
  }

  /** Somebody answers the question of the task's last attempt. */
  TestRun decide(String task, ApprovalStatus status, Question question) {
    state.decide(List.of(decision(task, status, question)), now);
    return this;
  }

  Decision decision(String task, ApprovalStatus status, Question question) {
    boolean isPerson = status != ApprovalStatus.EXPIRED;
    return new Decision(
        new UUID(5, 5),
        id(task),
        ledger.tasks.get(id(task)).attempts(),
        status,
        question,
        isPerson ? "ada" : null,
        now,
        isPerson ? "because" : null,
        status == ApprovalStatus.APPROVED ? "{\"n\":1}" : null);
  }

  /** Another claim of the run, which has yet to hear of these. */
  RunTurn claimAgain(RunStatus status, Decision... decisions) {
    unheard = List.of(decisions);
    return claimAgain(status, Optional.empty());
  }

  TestRun fail(String task) {
    return end(task, Failed.permanent("broken", task + " is broken"));
  }

  TestRun failRetryably(String task) {
    return end(task, Failed.retryable("flaky", task + " is flaky"));
  }

  TestRun stopAsAsked(String task) {
    return end(task, new Cancelled("stopped"));
  }

  TestRun end(String task, ExecutionOutcome outcome) {
    end(out.remove(task), outcome);
    return this;
  }

  void end(Assignment attempt, ExecutionOutcome outcome) {
    String text = outcome instanceof Succeeded succeeded ? Json.write(succeeded.result()) : null;
    text = outcome instanceof Parked parked ? Json.write(parked.result()) : text;
    state.ended(
        attempt.place(),
        attempt.number(),
        new AttemptReport(now, now, attempt.inputs(), outcome, text),
        now);
  }

  TestRun withdraw(String task) {
    Assignment attempt = out.remove(task);
    state.withdrawn(attempt.place(), attempt.number(), now);
    return this;
  }

  TestRun cancelTask(String name, String why) {
    state.cancel(Cancellations.NONE.with(id(name), why), now);
    return this;
  }

  /** What is said when the run is cancelled. */
  TestRun cancelRun(String why) {
    state.cancel(Cancellations.NONE.withRun(why), now);
    return this;
  }

  TestRun request(RunRequest request) {
    state.request(request, now);
    return this;
  }

  UUID id(String task) {
    return ids.get(task);
  }

  TaskRow row(String task) {
    return ledger.tasks.get(id(task));
  }

  TaskStatus status(String task) {
    return row(task).status();
  }

  List<AttemptRow> attempts(String task) {
    return List.copyOf(ledger.attempts.get(id(task)).values());
  }

  List<AttemptStatus> attemptStatuses(String task) {
    return attempts(task).stream().map(AttemptRow::status).toList();
  }

  List<String> eventTypes() {
    return ledger.events.stream().map(org.espalier.event.TaskEvent::type).toList();
  }

  /** What attempts put out, each event as {@code stream: text}. */
  List<String> output() {
    return ledger.events.stream()
        .filter(org.espalier.event.TaskEvent.TaskOutput.class::isInstance)
        .map(org.espalier.event.TaskEvent.TaskOutput.class::cast)
        .map(event -> event.stream() + ": " + event.text())
        .toList();
  }

  Set<String> out() {
    return out.keySet();
  }

  /** Nobody is told; the tests end attempts themselves. */
  private static final class Unheard implements Assignment.AttemptListener {
    @Override
    public void started(Assignment attempt, Instant at) {}

    @Override
    public void progressed(Assignment attempt, double progress, String message) {}

    @Override
    public void output(Assignment attempt, String stream, String text) {}

    @Override
    public void ended(Assignment attempt, AttemptReport report) {}

    @Override
    public void withdrawn(Assignment attempt) {}
  }
}
