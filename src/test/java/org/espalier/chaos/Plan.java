package org.espalier.chaos;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.espalier.json.Json;

/**
 * A tree of this suite: what to submit, and what to expect. Made of layers, each of whose tasks
 * depends on some or all of the layer before, below a root that collects. Built by one thread.
 *
 * <p>Tasks that call the witness are refused up to twice and retried; echo tasks fail up to twice;
 * a task that is at_most_once may end in doubt, so nothing requires it.
 */
final class Plan {
  /** What is expected of one task. */
  record Step(String name, boolean isCall, boolean atMostOnce, int failures, List<String> needs) {}

  private static final String ROOT = "root";

  final String label;
  private final URI witness;
  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final ObjectNode body = Json.object();
  private final ArrayNode tasks = body.putArray("tasks");
  private final ArrayNode rootDependencies;

  Plan(String label, URI witness) {
    this.label = label;
    this.witness = witness;
    ObjectNode root = tasks.addObject().put("id", ROOT).put("name", ROOT);
    root.putObject("schemas").put("method", "aggregate_results_executor");
    rootDependencies = root.putArray("dependencies");
  }

  /** A tree of a random shape: a chain, a fan, or layers, with a few kinds of tasks in it. */
  static Plan random(String label, URI witness, Random random, int slowestMillis) {
    Plan plan = new Plan(label, witness);
    int layers = 1 + random.nextInt(5);
    int width = layers > 3 ? 1 + random.nextInt(2) : 2 + random.nextInt(3);
    List<String> before = List.of();
    for (int layer = 0; layer < layers; layer++) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        String name = "l" + layer + "t" + i;
        int millis = random.nextInt(slowestMillis);
        int failures = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
        if (random.nextInt(4) == 0) {
          plan.echo(name, millis, failures, before);
        } else {
          plan.call(name, millis, failures, before);
        }
        names.add(name);
      }
      if (random.nextInt(3) == 0) {
        plan.callAtMostOnce("l" + layer + "once", random.nextInt(slowestMillis), before);
      }
      before = names;
    }
    return plan;
  }

  /** A chain of calls that take this long each. */
  static Plan chain(String label, URI witness, int length, int millis) {
    Plan plan = new Plan(label, witness);
    for (int i = 0; i < length; i++) {
      plan.call("t" + i, millis, 0, i == 0 ? List.of() : List.of("t" + (i - 1)));
    }
    return plan;
  }

  /** A task that calls the witness, and tells it what it got from the tasks before. */
  ObjectNode call(String name, int millis, int failures, List<String> needs) {
    ObjectNode task = add(new Step(name, true, false, failures, needs), "rest_executor");
    ObjectNode inputs =
        task.putObject("inputs")
            .put(
                "url",
                "%s/%s/%s?delay=%d&fail=%d".formatted(witness, label, name, millis, failures))
            .put("method", "POST")
            .put("timeout", 300);
    inputs.putObject("headers").put("X-Node", "${secret:WHO}");
    ObjectNode given = inputs.putObject("json");
    for (String need : needs) {
      if (steps.get(need).isCall) {
        given.put(need, "${" + need + ".json.token}");
      }
    }
    return task;
  }

  private void callAtMostOnce(String name, int millis, List<String> needs) {
    ObjectNode task = call(name, millis, 0, needs).put("at_most_once", true);
    task.remove("retry");
    steps.put(name, new Step(name, true, true, 0, needs));
    rootDependencies.remove(rootDependencies.size() - 1);
    rootDependencies.addObject().put("id", name).put("required", false);
  }

  private void echo(String name, int millis, int failures, List<String> needs) {
    ObjectNode task = add(new Step(name, false, false, failures, needs), "echo_executor");
    task.putObject("inputs").put("delay", millis / 1000.0).put("fail_times", failures);
  }

  private ObjectNode add(Step step, String executor) {
    steps.put(step.name, step);
    ObjectNode task =
        tasks.addObject().put("id", step.name).put("name", step.name).put("parent_id", ROOT);
    task.putObject("schemas").put("method", executor);
    task.putObject("retry").put("max_attempts", 4).put("initial_delay", 0.2).put("max_delay", 0.5);
    ArrayNode dependencies = task.putArray("dependencies");
    step.needs.forEach(dependencies::add);
    rootDependencies.addObject().put("id", step.name).put("required", true);
    return task;
  }

  /** The body to submit. */
  ObjectNode body() {
    return body;
  }

  /** All tasks but the root, by name. */
  Map<String, Step> steps() {
    return steps;
  }
}
