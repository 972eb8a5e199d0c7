package org.espalier.engine.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.ElementRules;
import org.espalier.engine.message.NewElements;
import org.espalier.executor.ExecutionOutcome.Expanded;
import org.espalier.executor.ExecutionOutcome.Expanded.OnFailure;
import org.espalier.json.Json;
import org.espalier.tree.ElementTask;
import org.espalier.tree.submission.ElementReader;

/**
 * What a simulated attempt makes for the elements of a list: mostly the same in every attempt of a
 * task, sometimes not, and sometimes tasks that make some themselves.
 */
final class SimulatedElements {
  private static final double CHANGED = 0.1;
  private static final double NESTED = 0.1;

  private final Schedule schedule;
  private final Set<UUID> atMostOnce;
  private final ElementReader reader;

  SimulatedElements(Schedule schedule, Set<UUID> atMostOnce) {
    this.schedule = schedule;
    this.atMostOnce = atMostOnce;
    this.reader = new ElementReader(SimulatedNode.SETTINGS, schedule::newId);
  }

  /** How the attempt ends; with at least one task. */
  Expanded outcome(Assignment assignment) {
    JsonNode inputs = Json.read(assignment.inputs());
    int count = 1 + inputs.path("items").path(0).intValue();
    int shown = schedule.chance(CHANGED) ? 1 + schedule.below(6) : count;
    int variant = schedule.chance(CHANGED) ? 1 : 0;
    String onFailure = inputs.path("on_failure").asText("fail").toUpperCase(Locale.ROOT);
    return new Expanded(
        shown,
        index -> task(assignment, index, variant),
        SimulatedUsers.CONCURRENCY,
        OnFailure.valueOf(onFailure),
        true);
  }

  /** The tasks of such an outcome, as the dispatcher would read them. */
  NewElements made(Expanded expanded) {
    List<ElementTask> tasks = new ArrayList<>();
    for (int i = 0; i < expanded.count(); i++) {
      ObjectNode json = expanded.task().apply(i);
      ElementTask task = reader.read(json, i);
      if (json.path("at_most_once").booleanValue()) {
        atMostOnce.add(task.id());
      }
      tasks.add(task);
    }
    return new NewElements(
        ElementRules.of(expanded, SimulatedNode.SETTINGS.engine().maxResultBytes()), tasks);
  }

  /** The same for the same task and index, so that a later attempt finds it again. */
  private ObjectNode task(Assignment maker, int index, int variant) {
    int die = Math.floorMod(maker.taskName().hashCode() * 31 + index * 17, 100);
    boolean isNested = !maker.taskName().contains("[") && die < NESTED * 100;
    ObjectNode json = Json.object().put("name", maker.taskName() + "[" + index + "]");
    json.putObject("schemas").put("method", isNested ? "foreach_executor" : "echo_executor");
    json.putObject("inputs").put("variant", variant).putArray("items").add(die % 3);
    json.put("at_most_once", die % 10 == 3);
    json.putObject("retry").put("max_attempts", 1 + die % 3).put("initial_delay", die % 4);
    return json;
  }
}
