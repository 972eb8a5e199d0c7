package org.espalier.engine.run;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome.Expanded.OnFailure;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;

/**
 * What the tasks for the elements of a list came to, all over: the result of the task that made
 * them, or its failure. Immutable.
 */
final class ElementResults {
  private static final int NAMED = 3;
  private static final int MAX_ERROR = 200;
  private static final int MAX_LISTED_ERROR = 500;

  private final Elements elements;
  private final List<RunTask> failed;

  ElementResults(Elements elements) {
    this.elements = elements;
    this.failed = elements.notCompleted() == 0 ? List.of() : elements.failed();
  }

  /** Why the whole failed; empty when it did not. */
  Optional<Failed> failure() {
    if (!failed.isEmpty() && elements.rules().onFailure() != OnFailure.COMPLETE) {
      return Optional.of(Failed.permanent("elements_failed", whatFailed()));
    }
    return fits()
        ? Optional.empty()
        : Optional.of(Failed.permanent("result_too_large", tooLarge()));
  }

  /** {@code 3 of 100 tasks failed: '[4]' ..., '[17]', '[30]'. The first: ...}. */
  private String whatFailed() {
    StringBuilder names = new StringBuilder();
    failed.stream()
        .limit(NAMED)
        .forEach(task -> names.append(names.isEmpty() ? "" : ", ").append("'" + task.name + "'"));
    int more = failed.size() - NAMED;
    String error = failed.get(0).error;
    return "%d of %d tasks did not complete: %s%s. The first said: %s"
        .formatted(
            failed.size(),
            elements.rules().count(),
            names,
            more > 0 ? " and " + more + " more" : "",
            error == null ? "nothing" : Excerpt.of(error, MAX_ERROR));
  }

  private String tooLarge() {
    return ("The results of %d tasks are together larger than the %d bytes a result may have."
            + " Set collect to false and read them from the tasks, or have the tasks return less;"
            + " a run of what failed keeps the completed tasks.")
        .formatted(elements.rules().count(), elements.rules().maxResultBytes());
  }

  private boolean fits() {
    if (elements.isTooLarge()) {
      return false;
    }
    String text = text();
    int max = elements.rules().maxResultBytes();
    return text.length() * 3L <= max || text.getBytes(StandardCharsets.UTF_8).length <= max;
  }

  /** The result as JSON text. */
  String text() {
    StringBuilder text = new StringBuilder("{\"count\":").append(elements.rules().count());
    if (elements.rules().collects()) {
      text.append(",\"results\":[");
      for (int i = 0; i < elements.rules().count(); i++) {
        text.append(i == 0 ? "" : ",").append(elements.result(i));
      }
      text.append(']');
    }
    text.append(",\"failed\":[");
    for (int i = 0; i < failed.size(); i++) {
      text.append(i == 0 ? "" : ",").append(listed(failed.get(i)));
    }
    return text.append("]}").toString();
  }

  private static String listed(RunTask task) {
    return Json.write(
        Json.object()
            .put("index", task.element)
            .put("task_id", task.id.toString())
            .put("status", task.status.word())
            .put("error", task.error == null ? null : Excerpt.of(task.error, MAX_LISTED_ERROR)));
  }
}
