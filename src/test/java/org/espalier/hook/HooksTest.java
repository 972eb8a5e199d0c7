package org.espalier.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

class HooksTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC);
  private final List<String> calls = new ArrayList<>();
  private final List<HookFailure> failures = new ArrayList<>();

  private static HookedTask task(String executor) {
    return new HookedTask(
        UUID.randomUUID(),
        UUID.randomUUID(),
        UUID.randomUUID(),
        "t",
        1,
        executor,
        Json.object().put("n", 1));
  }

  private class Noting implements TaskHook {
    private final String name;
    private final int order;

    Noting(String name, int order) {
      this.name = name;
      this.order = order;
    }

    @Override
    public int order() {
      return order;
    }

    @Override
    public Optional<ExecutionOutcome> before(HookedTask task) throws Exception {
      calls.add("before " + name);
      task.inputs().put(name, true);
      return Optional.empty();
    }

    @Override
    public void after(HookedTask task, ExecutionOutcome outcome) throws Exception {
      calls.add("after " + name);
    }
  }

  private final class Failing extends Noting {
    Failing(String name, int order) {
      super(name, order);
    }

    @Override
    public Optional<ExecutionOutcome> before(HookedTask task) throws Exception {
      super.before(task);
      throw new IllegalStateException("no " + task.name());
    }

    @Override
    public void after(HookedTask task, ExecutionOutcome outcome) throws Exception {
      super.after(task, outcome);
      throw new StackOverflowError();
    }
  }

  private final class OfEcho extends Noting {
    OfEcho(String name) {
      super(name, 0);
    }

    @Override
    public Set<String> executors() {
      return Set.of("echo_executor");
    }
  }

  private Hooks hooks(TaskHook... hooks) {
    return new Hooks(List.of(hooks), List.of(), List.of(failures::add), CLOCK);
  }

  @Test
  void areCalledInTheirOrderAndBack() {
    Hooks hooks = hooks(new Noting("second", 2), new Noting("first", 1));
    HookedTask task = task("any");
    assertThat(hooks.before(task)).isEmpty();
    hooks.after(task, new Succeeded(Json.object()));
    assertThat(calls)
        .containsExactly("before first", "before second", "after second", "after first");
    assertThat(task.inputs().fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("n", "first", "second");
  }

  @Test
  void aFailureIsToldAndChangesNothing() {
    Hooks hooks = hooks(new Failing("bad", 1), new Noting("good", 2));
    HookedTask task = task("any");
    assertThat(hooks.before(task)).isEmpty();
    hooks.after(task, new Succeeded(Json.object()));
    assertThat(calls).containsExactly("before bad", "before good", "after good", "after bad");
    assertThat(task.inputs().fieldNames()).toIterable().containsExactlyInAnyOrder("n", "good");
    assertThat(failures).extracting(HookFailure::phase).containsExactly("before", "after");
    assertThat(failures.get(0).error()).contains("no t");
    CalledHook<TaskHook> bad = hooks.taskHooks().get(0);
    assertThat(bad.calls()).isEqualTo(2);
    assertThat(bad.failures()).isEqualTo(2);
    assertThat(bad.lastFailure().orElseThrow().error()).contains("StackOverflowError");
    assertThat(bad.name()).isEqualTo(Failing.class.getName());
  }

  // #10
  @Test
  void oneThatAnswersNullHasFailedAndChangesNothing() {
    TaskHook careless =
        new Noting("careless", 1) {
          @Override
          public Optional<ExecutionOutcome> before(HookedTask task) throws Exception {
            super.before(task);
            return null;
          }
        };
    Hooks hooks = hooks(careless, new Noting("good", 2));
    HookedTask task = task("any");
    assertThat(hooks.before(task)).isEmpty();
    assertThat(calls).containsExactly("before careless", "before good");
    assertThat(task.inputs().fieldNames()).toIterable().containsExactlyInAnyOrder("n", "good");
    assertThat(failures).extracting(HookFailure::phase).containsExactly("before");
    assertThat(failures.get(0).error()).contains("before() returned null");
  }

  @Test
  void oneMayBeForSomeExecutorsOnly() {
    Hooks hooks = hooks(new OfEcho("echo"));
    assertThat(hooks.areFor("rest_executor")).isFalse();
    assertThat(hooks.areFor("echo_executor")).isTrue();
    hooks.before(task("rest_executor"));
    assertThat(calls).isEmpty();
    hooks.before(task("echo_executor"));
    assertThat(calls).containsExactly("before echo");
  }

  @Test
  void theFirstThatAnswersIsTheLastThatIsAsked() {
    ExecutionOutcome outcome = new Succeeded(Json.object().put("cached", true));
    TaskHook answering =
        new TaskHook() {
          @Override
          public Optional<ExecutionOutcome> before(HookedTask task) {
            return Optional.of(outcome);
          }
        };
    assertThat(hooks(answering, new Noting("late", 1)).before(task("any"))).contains(outcome);
    assertThat(calls).isEmpty();
  }
}
