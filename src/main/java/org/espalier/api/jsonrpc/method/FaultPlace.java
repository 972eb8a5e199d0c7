package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.function.Supplier;
import org.espalier.json.JsonPointers;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.json.field.TreeViolation;
import org.espalier.json.field.ViolationCode;

/**
 * Puts the place of a fault before its sentence, for callers who get no pointer: {@code Task at
 * index 2 ('b'), inputs.n: expected a text, got 1.}
 */
final class FaultPlace {
  private static final String CHILDREN = "children";

  private final JsonNode tasks;

  private FaultPlace(JsonNode tasks) {
    this.tasks = tasks;
  }

  /** Does something with the tasks of a call; faults in them say where they are. */
  static <T> T named(ArrayNode tasks, Supplier<T> work) {
    try {
      return work.get();
    } catch (InvalidTreeException e) {
      throw e.saying(new FaultPlace(tasks)::named);
    }
  }

  TreeViolation named(TreeViolation fault) {
    String place = of(fault.pointer());
    boolean isNameMissing =
        fault.code() == ViolationCode.REQUIRED && fault.pointer().endsWith("/name");
    return place.isEmpty() || isNameMissing // that sentence begins with the place itself
        ? fault
        : fault.saying(place + ": " + sentence(fault));
  }

  private static String sentence(TreeViolation fault) {
    return fault.expected() == null
        ? fault.message()
        : "expected %s, got %s.".formatted(fault.expected(), fault.actual());
  }

  /** The place of a pointer into the tasks; empty for all of them. */
  private String of(String pointer) {
    List<String> steps = JsonPointers.steps(pointer);
    if (steps.isEmpty() || !steps.get(0).matches("\\d{1,9}")) {
      return ""; // all of the call, or a task that is stored already
    }
    JsonNode at = child(tasks, steps.get(0));
    StringBuilder place = new StringBuilder("Task" + indexed(steps.get(0), at));
    int next = 1;
    while (next + 1 < steps.size() && steps.get(next).equals(CHILDREN)) {
      at = child(at.path(CHILDREN), steps.get(next + 1));
      place.append(", child").append(indexed(steps.get(next + 1), at));
      next += 2;
    }
    return place.append(fields(at, steps.subList(next, steps.size()))).toString();
  }

  /** {@code , inputs.list[2]}; empty for no field. */
  static String fields(JsonNode from, List<String> steps) {
    StringBuilder path = new StringBuilder();
    JsonNode at = from;
    for (String step : steps) {
      if (at.isArray()) {
        path.append('[').append(step).append(']');
      } else {
        path.append(path.isEmpty() ? ", " : ".").append(FieldReader.shorten(step));
      }
      at = child(at, step);
    }
    return path.toString();
  }

  private static String indexed(String index, JsonNode task) {
    String name = task.path("name").textValue();
    return " at index "
        + index
        + (name == null || name.isBlank() ? "" : " ('" + FieldReader.shorten(name) + "')");
  }

  private static JsonNode child(JsonNode from, String step) {
    return from.isArray() && step.matches("\\d{1,9}")
        ? from.path(Integer.parseInt(step))
        : from.path(step);
  }
}
