package org.espalier.engine.run;

import java.time.Instant;
import java.util.List;
import org.espalier.engine.message.Assignment.DependencyResult;
import org.espalier.json.Json;
import org.espalier.tree.condition.RunCondition;

/**
 * Decides of tasks that are ready whether they are to be run at all. Only before the first attempt:
 * what has begun is brought to its end. Owned by one {@link RunState}; not thread-safe.
 */
final class RunConditions {
  private final Assignments assignments;
  private final TaskTransitions transitions;
  private final UnwrittenChanges unwritten;

  RunConditions(Assignments assignments, TaskTransitions transitions, UnwrittenChanges unwritten) {
    this.assignments = assignments;
    this.transitions = transitions;
    this.unwritten = unwritten;
  }

  /** Settles the task if it is not to be run; whether it is. */
  boolean allow(RunTask task, Instant now) {
    if (task.runIf == null || task.attempts > 0) {
      return true;
    }
    List<DependencyResult> results = assignments.dependencyResults(task);
    RunCondition.Verdict verdict =
        RunCondition.ofJson(Json.read(task.runIf))
            .verdict(expression -> DependencyValues.find(results, expression));
    if (verdict.isMet()) {
      return true;
    }
    if (verdict.isFault()) {
      transitions.fail(task, verdict.fault(), now);
    } else {
      transitions.skip(task, now);
    }
    unwritten.writeNow();
    return false;
  }
}
