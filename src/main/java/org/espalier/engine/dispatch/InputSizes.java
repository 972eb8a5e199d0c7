package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.IdentityHashMap;
import java.util.Map;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.Assignment.DependencyResult;
import org.espalier.engine.run.DependencyValues;
import org.espalier.json.Json;
import org.espalier.tree.condition.Referenced;
import org.espalier.tree.condition.References;

/**
 * Says how large the inputs of attempts will be, before they are made. Values that several of the
 * attempts are given are measured once. Not thread-safe; for attempts that are dispatched together.
 */
final class InputSizes {
  /** A value of a text is shared; everything else is copied for each attempt. */
  private static final int BYTES_PER_NODE = 64;

  /** What is so small in all its dependencies needs no closer look. */
  private static final long SMALL = 64 << 10;

  private final Map<JsonNode, Size> measured = new IdentityHashMap<>();

  /**
   * A size.
   *
   * @param chars of the inputs as JSON, nearly
   * @param nodes values they consist of
   */
  record Size(long chars, long nodes) {
    static final Size NONE = new Size(0, 0);

    Size plus(Size other) {
      return new Size(chars + other.chars, nodes + other.nodes);
    }

    /** About how much memory they take. */
    long bytes() {
      return chars + nodes * BYTES_PER_NODE;
    }
  }

  /** The inputs of an attempt: its own, all results, and what it refers to of them. */
  Size of(Assignment attempt) {
    Size results = Size.NONE;
    for (DependencyResult dependency : attempt.dependencies()) {
      if (dependency.result() != null) {
        results = results.plus(of(dependency.result()));
      }
    }
    Size all = results.plus(new Size(attempt.inputs().length(), 1));
    if (attempt.options().mergesFlat()) {
      all = all.plus(results);
    }
    boolean refers = References.isPossibleIn(attempt.inputs());
    return refers && results.bytes() > 0 && mayGrow(attempt, results)
        ? all.plus(referred(Json.read(attempt.inputs()), attempt))
        : all;
  }

  /** Each reference takes three characters at least. */
  private static boolean mayGrow(Assignment attempt, Size results) {
    return results.bytes() * (attempt.inputs().length() / 3) > SMALL;
  }

  private Size referred(JsonNode own, Assignment attempt) {
    Size sum = Size.NONE;
    for (JsonNode child : own) {
      sum = sum.plus(referred(child, attempt));
    }
    if (own.isTextual() && References.isPossibleIn(own.textValue())) {
      for (References.Part part : References.parse(own.textValue())) {
        if (part instanceof References.Value value) {
          sum = sum.plus(valueOf(value.expression(), attempt));
        }
      }
    }
    return sum;
  }

  private Size valueOf(String expression, Assignment attempt) {
    return DependencyValues.find(attempt.dependencies(), expression)
            instanceof Referenced.Found found
        ? of(found.value())
        : Size.NONE;
  }

  private Size of(JsonNode value) {
    Size known = measured.get(value);
    if (known == null) {
      known = measure(value);
      measured.put(value, known);
    }
    return known;
  }

  private static Size measure(JsonNode value) {
    if (value.isValueNode()) {
      return new Size(value.isTextual() ? value.textValue().length() + 2L : 8, 1);
    }
    long chars = 2;
    long nodes = 1;
    for (var field : value.properties()) {
      chars += field.getKey().length() + 4L;
    }
    for (JsonNode child : value) {
      Size size = measure(child);
      chars += size.chars() + 1;
      nodes += size.nodes();
    }
    return new Size(chars, nodes);
  }
}
