package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.espalier.ErrorCode;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;
import org.espalier.settings.ExecutorSettings;
import org.junit.jupiter.api.Test;

class ExecutorRegistryTest {
  private static final ExecutorSettings ALL = settings(List.of(), List.of());

  private static ExecutorSettings settings(List<String> enabled, List<String> disabled) {
    return TestSettings.executors("", enabled, disabled);
  }

  private record Fake(ExecutorType type) implements TaskExecutor {
    Fake(String kind) {
      this(
          new ExecutorType(
              kind,
              kind,
              kind,
              Json.object(),
              Json.object(),
              Json.object(),
              List.of(),
              Optional.empty()));
    }

    @Override
    public ExecutionOutcome execute(ExecutionContext context) {
      return new Succeeded(Json.object());
    }
  }

  private static final class Broken implements TaskExecutor {
    @Override
    public ExecutorType type() {
      throw new IllegalStateException("no description");
    }

    @Override
    public ExecutionOutcome execute(ExecutionContext context) {
      throw new IllegalStateException();
    }
  }

  @Test
  void findsExecutorsByKindAndListsThemSorted() {
    Fake b = new Fake("b_executor");
    Fake a = new Fake("a_executor");
    ExecutorRegistry registry = new ExecutorRegistry(List.of(b, a), ALL);
    assertThat(registry.find("a_executor")).containsSame(a);
    assertThat(registry.find("c_executor")).isEmpty();
    assertThat(registry.types())
        .extracting(ExecutorType::kind)
        .containsExactly("a_executor", "b_executor");
    assertThat(registry.requireType("b_executor")).isEqualTo(b.type());
  }

  @Test
  void unknownKindNamesTheLikeliestAndAll() {
    ExecutorRegistry registry =
        new ExecutorRegistry(List.of(new Fake("rest_executor"), new Fake("echo_executor")), ALL);
    assertThatThrownBy(() -> registry.requireType("rst_executor"))
        .isInstanceOfSatisfying(
            ExecutorNotFoundException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.EXECUTOR_NOT_FOUND);
              assertThat(e.kind()).isEqualTo("rst_executor");
            })
        .hasMessage(
            "There is no executor of kind 'rst_executor'. Did you mean 'rest_executor'?"
                + " There are: echo_executor, rest_executor.");
    assertThatThrownBy(() -> registry.requireType("rest")).hasMessageContaining("'rest_executor'?");
    assertThatThrownBy(() -> registry.requireType("quite_other_thing"))
        .hasMessageNotContaining("Did you mean");
  }

  @Test
  void switchedOffKindsAreListedWithTheReason() {
    List<Fake> executors = List.of(new Fake("a"), new Fake("b"), new Fake("c"));
    ExecutorRegistry registry =
        new ExecutorRegistry(executors, settings(List.of("a", "b"), List.of("b")));
    assertThat(registry.find("a")).isPresent();
    assertThat(registry.find("b")).isEmpty();
    assertThat(registry.find("c")).isEmpty();
    assertThat(registry.requireType("b").unavailable().orElseThrow())
        .contains("espalier.executors.disabled");
    assertThat(registry.requireType("c").unavailable().orElseThrow())
        .contains("espalier.executors.enabled");
  }

  @Test
  void unavailableExecutorIsListedAndNotFound() {
    TaskExecutor unavailable = new Fake(new Fake("a").type().unavailable("No library."));
    ExecutorRegistry registry = new ExecutorRegistry(List.of(unavailable), ALL);
    assertThat(registry.find("a")).isEmpty();
    assertThat(registry.types().get(0).unavailable()).contains("No library.");
  }

  @Test
  void brokenExecutorIsLeftOut() {
    ExecutorRegistry registry = new ExecutorRegistry(List.of(new Broken(), new Fake("a")), ALL);
    assertThat(registry.types()).extracting(ExecutorType::kind).containsExactly("a");
  }

  @Test
  void firstOfTwoOfOneKindWins() {
    Fake first = new Fake("a");
    ExecutorRegistry registry = new ExecutorRegistry(List.of(first, new Fake("a")), ALL);
    assertThat(registry.find("a")).containsSame(first);
    assertThat(registry.types()).hasSize(1);
  }
}
