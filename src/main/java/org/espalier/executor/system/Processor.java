package org.espalier.executor.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import org.espalier.json.Json;

/** Describes the processors the JVM may use. */
final class Processor {
  private Processor() {}

  static ObjectNode describe() {
    ObjectNode cpu =
        Json.object()
            .put("system", System.getProperty("os.name"))
            .put("brand", brand())
            .put("cores", Runtime.getRuntime().availableProcessors())
            .put("architecture", System.getProperty("os.arch"));
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? cpu : cpu.put("load_average", Math.round(load * 100) / 100.0);
  }

  private static String brand() {
    return ProcFile.value("/proc/cpuinfo", "model name")
        .or(() -> ProcFile.value("/proc/cpuinfo", "Hardware"))
        .orElse(System.getProperty("os.arch"));
  }
}
