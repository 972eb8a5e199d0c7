package org.espalier.executor.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;
import org.espalier.json.Json;

/** Describes the machine's (or container's) memory and the JVM's heap. */
final class Memory {
  private Memory() {}

  static ObjectNode describe() {
    ObjectNode memory = Json.object().put("system", System.getProperty("os.name"));
    total().ifPresent(total -> memory.put("total", HumanBytes.of(total)).put("total_bytes", total));
    ProcFile.bytes("/proc/meminfo", "MemAvailable")
        .or(() -> jvmAttribute("FreeMemorySize"))
        .ifPresent(
            available ->
                memory
                    .put("available", HumanBytes.of(available))
                    .put("available_bytes", available));
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return memory
        .put("heap_used_bytes", heap.getUsed())
        .put("heap_max_bytes", Runtime.getRuntime().maxMemory());
  }

  /** The JVM knows a container's limit, /proc does not. */
  private static Optional<Long> total() {
    return jvmAttribute("TotalMemorySize").or(() -> ProcFile.bytes("/proc/meminfo", "MemTotal"));
  }

  /**
   * Asked by name, because the interface that has it, of {@code com.sun.management}, is not visible
   * to applications on WildFly.
   */
  private static Optional<Long> jvmAttribute(String name) {
    try {
      Object value =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), name);
      return value instanceof Long bytes && bytes > 0 ? Optional.of(bytes) : Optional.empty();
    } catch (JMException | SecurityException e) {
      return Optional.empty();
    }
  }
}
