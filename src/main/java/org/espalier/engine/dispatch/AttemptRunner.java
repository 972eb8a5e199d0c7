package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.message.ElementRules;
import org.espalier.engine.message.NewElements;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Asked;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Expanded;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Parked;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.TaskExecutor;
import org.espalier.hook.HookedTask;
import org.espalier.hook.Hooks;
import org.espalier.json.Json;
import org.espalier.json.JsonText;
import org.espalier.json.MalformedJsonException;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.json.field.TreeViolation;
import org.espalier.settings.EngineSettings;
import org.espalier.tree.ElementTask;
import org.espalier.tree.submission.ElementReader;
import org.jspecify.annotations.Nullable;

/**
 * Makes one attempt on the calling thread: inputs in, executor, outcome out. The one place where
 * everything an executor can throw is caught. Thread-safe.
 */
final class AttemptRunner {
  private final Function<String, Optional<TaskExecutor>> executors;
  private final Function<String, Optional<String>> secrets;
  private final InputCheck inputCheck;
  private final EngineSettings settings;
  private final Clock clock;
  private final Hooks hooks;
  private final Demo demo;
  private final ElementReader elements;

  AttemptRunner(
      Function<String, Optional<TaskExecutor>> executors,
      Function<String, Optional<String>> secrets,
      InputCheck inputCheck,
      EngineSettings settings,
      Clock clock,
      Hooks hooks,
      Demo demo,
      ElementReader elements) {
    this.executors = executors;
    this.secrets = secrets;
    this.inputCheck = inputCheck;
    this.settings = settings;
    this.clock = clock;
    this.hooks = hooks;
    this.demo = demo;
    this.elements = elements;
  }

  /**
   * Makes the attempt and says how it went, whatever the executor does.
   *
   * @param size of the inputs it will be given
   * @param onStart told when the executor is about to be entered
   */
  AttemptReport run(Assignment attempt, InputSizes.Size size, Runnable onStart) {
    Attempt made = new Attempt(attempt, size, onStart);
    try {
      ExecutionOutcome outcome = outcome(made);
      Instant end = clock.instant();
      return report(made, end, outcome);
    } catch (Throwable e) {
      return Mishaps.lastResort(made.start(), clock, made.record);
    }
  }

  /** A throwable that got through here would leave the attempt without an end, for ever. */
  private ExecutionOutcome outcome(Attempt attempt) {
    try {
      return execute(attempt);
    } catch (UnresolvedReferenceException e) {
      return Failed.permanent("unresolved_reference", e.getMessage());
    } catch (InterruptedException e) {
      return new Cancelled("interrupted");
    } catch (InvalidInputException e) {
      return e.failed();
    } catch (Throwable e) {
      return Mishaps.thrown(attempt.assignment, e);
    }
  }

  /** An attempt being made: when its executor was entered, and what is recorded of its inputs. */
  private final class Attempt {
    final Assignment assignment;
    final InputSizes.Size size;
    final Runnable onStart;
    @Nullable Instant start;
    @Nullable String record;
    @Nullable HookedTask hooked;

    Attempt(Assignment assignment, InputSizes.Size size, Runnable onStart) {
      this.assignment = assignment;
      this.size = size;
      this.onStart = onStart;
    }

    /**
     * Notes the start, once: just before the executor, or with the report of an attempt that never
     * came so far.
     */
    Instant start() {
      Instant noted = start;
      if (noted == null) {
        noted = clock.instant();
        start = noted;
        assignment.listener().started(assignment, noted);
        onStart.run();
      }
      return noted;
    }
  }

  private ExecutionOutcome execute(Attempt attempt) throws Exception {
    String kind = attempt.assignment.executor();
    if (attempt.assignment.options().isDemo()) {
      attempt.start();
      return demo.outcome(attempt.assignment, inputCheck.resultSchema(kind));
    }
    if (kind.isEmpty()) {
      return Failed.permanent(
          "executor_missing",
          "The task names no executor; give one in schemas.method, or in params.executor_id.");
    }
    TaskExecutor executor = executors.apply(kind).orElse(null);
    if (executor == null) {
      return Failed.permanent(
          "executor_unavailable",
          "The executor '%s' is not available on this node; GET /api/executors says which are, and why others are not."
              .formatted(kind));
    }
    if (attempt.size.chars() > settings.maxInputsChars()) {
      return Outcomes.inputsTooLarge(attempt.size.chars(), settings.maxInputsChars());
    }
    ExecutionContext context = context(attempt.assignment);
    Optional<ExecutionOutcome> instead = prepare(attempt, context);
    if (instead.isPresent()) {
      return instead.get();
    }
    Optional<Failed> fault = inputCheck.fault(attempt.assignment, context, attempt.hooked != null);
    if (fault.isPresent()) {
      return fault.get();
    }
    attempt.start();
    ExecutionOutcome outcome = executor.execute(context);
    return outcome == null ? Mishaps.noOutcome(attempt.assignment) : outcome;
  }

  /** Calls the hooks, and keeps the inputs as they leave them; what one answers in place of all. */
  private Optional<ExecutionOutcome> prepare(Attempt attempt, ExecutionContext context) {
    Assignment assignment = attempt.assignment;
    ObjectNode shown = shown(assignment, context.inputs());
    if (!hooks.areFor(assignment.executor())) {
      attempt.record = record(shown);
      return Optional.empty();
    }
    ObjectNode changed = shown.deepCopy();
    HookedTask hooked =
        new HookedTask(
            assignment.runId(),
            assignment.treeId(),
            assignment.taskId(),
            assignment.taskName(),
            assignment.number(),
            assignment.executor(),
            changed);
    attempt.hooked = hooked;
    Optional<ExecutionOutcome> instead = hooks.before(hooked);
    InputChanges.apply(shown, changed, context.inputs());
    attempt.record = record(changed);
    return instead;
  }

  /** The inputs without the values of secrets. */
  private ObjectNode shown(Assignment attempt, ObjectNode resolved) {
    return mayNameSecrets(attempt)
        ? inputs(new InputResolver(attempt.dependencies(), null), attempt)
        : resolved;
  }

  /** Without secrets what the executor gets can be shown, and need not be made a second time. */
  private static boolean mayNameSecrets(Assignment attempt) {
    return attempt.inputs().contains("secret:")
        || attempt.runInputs().filter(over -> Json.write(over).contains("secret:")).isPresent();
  }

  private ExecutionContext context(Assignment attempt) {
    InputResolver resolver = new InputResolver(attempt.dependencies(), secrets);
    return new ExecutionContext(
        attempt.runId(),
        attempt.treeId(),
        attempt.epoch(),
        attempt.taskId(),
        attempt.taskName(),
        attempt.number(),
        inputs(resolver, attempt),
        resolver.params(attempt),
        attempt.idempotencyKey(),
        attempt.timeout(),
        attempt.token(),
        new ShownOutput(attempt, settings.maxOutputChars()),
        namesOfDependencies(attempt));
  }

  private static Map<String, String> namesOfDependencies(Assignment attempt) {
    Map<String, String> names = new LinkedHashMap<>();
    attempt.dependencies().forEach(one -> names.put(one.id().toString(), one.name()));
    return names;
  }

  private ObjectNode inputs(InputResolver resolver, Assignment attempt) {
    ObjectNode inputs = resolver.inputs(attempt);
    ObjectNode schema = inputCheck.inputsSchema(attempt.executor());
    if (attempt.inputs().contains("${")) {
      TextFields.convert(inputs, schema);
    }
    FlatMerge.into(inputs, attempt, schema);
    return inputs;
  }

  /** The inputs for the record, and a note in place of what is too large. */
  private String record(ObjectNode shown) {
    JsonText written = Json.writeCapped(shown, settings.maxAttemptInputsBytes());
    if (written.text() != null) {
      return written.text();
    }
    ObjectNode note = Json.object();
    note.putObject("$omitted")
        .put("bytes", written.bytes())
        .put("max_bytes", settings.maxAttemptInputsBytes());
    return Json.write(note);
  }

  private AttemptReport report(Attempt attempt, Instant end, ExecutionOutcome outcome) {
    ExecutionOutcome told = asAsked(attempt.assignment, outcome);
    if (attempt.hooked != null) {
      hooks.after(attempt.hooked, told);
    }
    Instant start = attempt.start();
    if (told instanceof Succeeded succeeded) {
      return withResult(attempt, start, end, succeeded, succeeded.result());
    }
    if (told instanceof Parked parked) {
      return withResult(attempt, start, end, parked, parked.result());
    }
    if (told instanceof Asked asked) {
      return withResult(attempt, start, end, asked, asked.question().toJson());
    }
    if (told instanceof Expanded expanded) {
      return withElements(attempt, start, end, expanded);
    }
    String details = told instanceof Failed failed ? details(failed) : null;
    return new AttemptReport(start, end, attempt.record, told, details);
  }

  /** A result that cannot be kept makes a failure of it. */
  private AttemptReport withResult(
      Attempt attempt, Instant start, Instant end, ExecutionOutcome told, ObjectNode value) {
    ExecutionOutcome outcome = told;
    String text = null;
    try {
      JsonText result = Json.writeCapped(value, settings.maxResultBytes());
      text = result.text();
      if (text == null) {
        outcome =
            Mishaps.tooLarge(
                attempt.assignment, result.bytes(), result.isCounted(), settings.maxResultBytes());
      }
    } catch (MalformedJsonException e) {
      outcome = Mishaps.invalidResult(attempt.assignment, e.getMessage());
    }
    return new AttemptReport(start, end, attempt.record, outcome, text);
  }

  /** Tasks that cannot be made make a failure of it. */
  private AttemptReport withElements(
      Attempt attempt, Instant start, Instant end, Expanded expanded) {
    List<ElementTask> tasks = new ArrayList<>(expanded.count());
    try {
      for (int i = 0; i < expanded.count(); i++) {
        tasks.add(elements.read(expanded.task().apply(i), i));
      }
    } catch (InvalidInputException e) {
      return new AttemptReport(start, end, attempt.record, e.failed(), null);
    } catch (InvalidTreeException e) {
      TreeViolation first = e.violations().get(0);
      Failed failed =
          Failed.permanent(
              "invalid_input",
              "inputs.task%s, for element %d: %s"
                  .formatted(first.pointer(), tasks.size(), first.message()));
      return new AttemptReport(start, end, attempt.record, failed, null);
    } catch (RuntimeException e) {
      Failed failed = Mishaps.thrown(attempt.assignment, e);
      return new AttemptReport(start, end, attempt.record, failed, null);
    }
    NewElements made = new NewElements(ElementRules.of(expanded, settings.maxResultBytes()), tasks);
    return new AttemptReport(start, end, attempt.record, expanded, null, made);
  }

  /** What is known of failed work; nothing when it is too large or no JSON. */
  private @Nullable String details(Failed failed) {
    if (failed.details().isEmpty()) {
      return null;
    }
    try {
      return Json.writeCapped(failed.details(), settings.maxResultBytes()).text();
    } catch (MalformedJsonException e) {
      return null;
    }
  }

  /** What an attempt that was told to stop ended with, seen from the reason it was told. */
  private static ExecutionOutcome asAsked(Assignment attempt, ExecutionOutcome outcome) {
    CancellationReason reason = attempt.token().reason().orElse(null);
    if (reason == null) {
      return outcome instanceof Cancelled cancelled
          ? Failed.permanent("cancelled", "The executor stopped by itself: " + cancelled.message())
          : outcome;
    }
    return switch (reason) {
      case TIMEOUT -> Outcomes.timeout(attempt);
      case PAUSED, SHUTDOWN, CANCELLED, LOST ->
          outcome instanceof Succeeded
                  || outcome instanceof Parked
                  || outcome instanceof Asked
                  || outcome instanceof Expanded
              ? outcome
              : new Cancelled(reason.name());
    };
  }
}
