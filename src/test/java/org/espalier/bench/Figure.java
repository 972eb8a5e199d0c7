package org.espalier.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.espalier.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A row of the report.
 *
 * @param values one per repetition, ascending
 * @param floorShare time that PostgreSQL alone takes for the same rows, as a share of the time
 *     taken
 * @param cpuPerTask milliseconds
 */
record Figure(
    String name,
    String unit,
    double[] values,
    @Nullable Target target,
    @Nullable Double floorShare,
    @Nullable Cpu cpuPerTask) {
  Figure {
    values = values.clone();
    Arrays.sort(values);
  }

  static Figure of(String name, String unit, @Nullable Target target, double... values) {
    return new Figure(name, unit, values, target, null, null);
  }

  /** A row each for p50, p95 and the largest, from the percentiles of each repetition. */
  static List<Figure> ofPercentiles(String name, List<double[]> percentiles) {
    String[] words = {"p50", "p95", "max"};
    List<Figure> figures = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      int which = i;
      double[] values = percentiles.stream().mapToDouble(each -> each[which]).toArray();
      figures.add(of(name + ", " + words[i], "ms", null, values));
    }
    return figures;
  }

  double min() {
    return values[0];
  }

  double median() {
    return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
  }

  double max() {
    return values[values.length - 1];
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-46s %10.2f %10.2f %10.2f  %8s %-6s %6s  %s",
        name + " (" + unit + ")",
        min(),
        median(),
        max(),
        target == null ? "" : target,
        verdict(),
        floorShare == null ? "" : String.format(Locale.ROOT, "%.0f%%", floorShare * 100),
        cpuPerTask == null ? "" : cpuPerTask);
  }

  private String verdict() {
    if (target == null) {
      return "";
    }
    return target.isMet(median()) ? "met" : "MISSED";
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("name", name).put("unit", unit);
    json.put("min", min()).put("median", median()).put("max", max());
    ArrayNode array = json.putArray("values");
    for (double value : values) {
      array.add(value);
    }
    if (target != null) {
      json.put("target", target.toString()).put("met", target.isMet(median()));
    }
    if (floorShare != null) {
      json.put("floor_share", floorShare);
    }
    if (cpuPerTask != null) {
      json.set("cpu_ms_per_task", cpuPerTask.toJson());
    }
    return json;
  }
}
