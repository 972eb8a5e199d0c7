package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;
import org.espalier.settings.DockerSettings;

/**
 * How much of the host one container gets.
 *
 * @param nanoCpus billionths of a processor
 */
record ContainerLimits(long nanoCpus, long memoryBytes, int pids) {
  private static final double CPUS = 0.5;
  private static final long MEMORY = 512L << 20;
  private static final int PIDS = 128;
  private static final long LEAST_MEMORY = 6 << 20;
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})([bkmg]?)b?");

  /** Reads {@code {"cpu": "0.5", "memory": "512m", "pids": 128}}; numbers do as well. */
  static ContainerLimits read(Inputs inputs, DockerSettings settings) {
    ObjectNode given = inputs.object("resources").orElseGet(Json::object);
    Inputs resources = new Inputs(inputs.where() + ".resources", given);
    double cpus = resources.value("cpu").map(value -> cpus(resources, value)).orElse(CPUS);
    long memory = resources.value("memory").map(value -> memory(resources, value)).orElse(MEMORY);
    refuseAbove("cpu", cpus > settings.maxCpus(), settings.maxCpus() + " processors", "max-cpus");
    refuseAbove(
        "memory",
        memory > settings.maxMemoryBytes(),
        settings.maxMemoryBytes() + " bytes",
        "max-memory-bytes");
    long pids = Math.min(PIDS, settings.maxPids());
    return new ContainerLimits(
        Math.round(cpus * 1e9),
        memory,
        (int) resources.wholeNumber("pids", pids, 1, settings.maxPids()));
  }

  private static double cpus(Inputs resources, JsonNode value) {
    try {
      double cpus = new BigDecimal(value.asText().strip()).doubleValue();
      return cpus >= 0.01 ? cpus : resources.refuse("cpu", "a number from 0.01", value);
    } catch (NumberFormatException e) {
      return resources.refuse("cpu", "a number of processors, as 0.5", value);
    }
  }

  private static long memory(Inputs resources, JsonNode value) {
    Matcher size = SIZE.matcher(value.asText().strip().toLowerCase(Locale.ROOT));
    String expected = "a size from 6m, as 512m or 1g, or a number of bytes";
    if (!size.matches()) {
      return resources.refuse("memory", expected, value);
    }
    int shift =
        switch (size.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          default -> 0;
        };
    long number = Long.parseLong(size.group(1));
    boolean fits = number <= Long.MAX_VALUE >> shift && number << shift >= LEAST_MEMORY;
    return fits ? number << shift : resources.refuse("memory", expected, value);
  }

  private static void refuseAbove(String field, boolean above, String most, String setting) {
    if (above) {
      throw new InvalidInputException(
          "inputs.resources.%s is above the %s allowed here (setting espalier.executors.docker.%s)."
              .formatted(field, most, setting));
    }
  }
}
