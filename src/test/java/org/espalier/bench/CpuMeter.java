package org.espalier.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.espalier.it.EspalierServer;

/**
 * Reads the processor time of the servers, of one PostgreSQL and of this process from /proc. Other
 * processes of the same name do not count.
 */
final class CpuMeter {
  private static final double MILLIS_PER_TICK =
      10; // USER_HZ is 100 on Linux, whatever the kernel's
  private static final int OWN_FROM = 11;
  private static final int CHILDREN_FROM = 13;

  private final List<EspalierServer> servers;
  private final Optional<ProcessHandle> postmaster;

  /**
   * A meter.
   *
   * @param servers looked at each time: it may grow
   */
  CpuMeter(List<EspalierServer> servers, Optional<ProcessHandle> postmaster) {
    this.servers = servers;
    this.postmaster = postmaster;
  }

  Cpu read() {
    double server = servers.stream().mapToDouble(each -> millis(each.pid(), OWN_FROM)).sum();
    return new Cpu(server, postmaster.map(CpuMeter::tree).orElse(0.0), own());
  }

  /** A process, its live descendants, and those that it has collected. */
  private static double tree(ProcessHandle root) {
    return millis(root.pid(), OWN_FROM)
        + millis(root.pid(), CHILDREN_FROM)
        + root.descendants().mapToDouble(child -> millis(child.pid(), OWN_FROM)).sum();
  }

  private static double own() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e6;
  }

  /** User and system time, the fields from this one on behind the state; 0 for one that is gone. */
  private static double millis(long pid, int from) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Double.parseDouble(fields[from]) + Double.parseDouble(fields[from + 1]))
          * MILLIS_PER_TICK;
    } catch (IOException e) {
      return 0;
    }
  }
}
