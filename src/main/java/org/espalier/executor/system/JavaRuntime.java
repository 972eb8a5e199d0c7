package org.espalier.executor.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import org.espalier.json.Json;

/** Describes the JVM and the operating system under it. */
final class JavaRuntime {
  private JavaRuntime() {}

  static ObjectNode describe() {
    return Json.object()
        .put("java_version", Runtime.version().toString())
        .put("java_vendor", System.getProperty("java.vendor"))
        .put("os_version", System.getProperty("os.version"))
        .put("uptime_seconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1_000)
        .put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
  }
}
