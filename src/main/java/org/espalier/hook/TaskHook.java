package org.espalier.hook;

import java.util.Optional;
import java.util.Set;
import org.espalier.executor.ExecutionOutcome;

/**
 * Called before and after each attempt of a task, on the attempt's thread and within its timeout.
 *
 * <p>A CDI bean of the WAR, best {@code @ApplicationScoped}, or a class with a public no-argument
 * constructor that a jar names in {@code META-INF/services/org.espalier.hook.TaskHook}. Called by
 * many threads at once. Hooks are called in the order of {@link #order}, then of their names.
 */
public interface TaskHook extends Hook {
  /** The kinds of executor whose tasks it is called for; empty for all. */
  default Set<String> executors() {
    return Set.of();
  }

  /**
   * Before the executor is entered. It may change the inputs; what the executor gets is checked
   * against the schemas after that, and kept with the attempt.
   *
   * @return an outcome in place of the executor, which is not entered then; normally empty
   * @throws Exception whatever goes wrong; the attempt goes on as if the hook were not there
   */
  default Optional<ExecutionOutcome> before(HookedTask task) throws Exception {
    return Optional.empty();
  }

  /**
   * After the attempt, before its outcome is stored.
   *
   * @param outcome how it went; must not be changed
   * @throws Exception whatever goes wrong; the outcome stays as it is
   */
  default void after(HookedTask task, ExecutionOutcome outcome) throws Exception {}
}
