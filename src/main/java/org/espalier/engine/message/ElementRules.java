package org.espalier.engine.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.espalier.executor.ExecutionOutcome.Expanded;
import org.espalier.executor.ExecutionOutcome.Expanded.OnFailure;
import org.espalier.json.Json;

/**
 * How the tasks that one task made for the elements of a list are run. Stored with the task while
 * they are.
 *
 * @param count how many there are
 * @param maxConcurrency how many may be in progress at a time
 * @param onFailure what follows when one fails
 * @param collects whether the result has theirs
 * @param maxResultBytes how large the result may be, in UTF-8
 */
public record ElementRules(
    int count, int maxConcurrency, OnFailure onFailure, boolean collects, int maxResultBytes) {
  private static final String MARK = "{\"$elements\":";

  /** The rules an executor gave. */
  public static ElementRules of(Expanded expanded, int maxResultBytes) {
    return new ElementRules(
        expanded.count(),
        expanded.maxConcurrency(),
        expanded.onFailure(),
        expanded.collects(),
        maxResultBytes);
  }

  /** Whether a parked attempt is one that waits for tasks it made. */
  public static boolean areIn(String parked) {
    return parked.startsWith(MARK);
  }

  /** The rules in the text of a parked attempt. */
  public static ElementRules ofText(String parked) {
    JsonNode json = Json.read(parked).path("$elements");
    return new ElementRules(
        json.path("count").intValue(),
        json.path("max_concurrency").intValue(),
        OnFailure.valueOf(json.path("on_failure").textValue().toUpperCase(Locale.ROOT)),
        json.path("collect").booleanValue(),
        json.path("max_result_bytes").intValue());
  }

  /** {@code {"$elements": {"count", "max_concurrency", "on_failure", ...}}}. */
  public String text() {
    var json = Json.object();
    json.putObject("$elements")
        .put("count", count)
        .put("max_concurrency", maxConcurrency)
        .put("on_failure", onFailure.name().toLowerCase(Locale.ROOT))
        .put("collect", collects)
        .put("max_result_bytes", maxResultBytes);
    return Json.write(json);
  }
}
