package org.espalier.executor.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The processes of this machine, as Linux shows them in {@code /proc}. */
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  private ProcessTable() {}

  /**
   * One process.
   *
   * @param pid its number
   * @param group number of its process group
   * @param session number of its session
   */
  record Entry(long pid, long group, long session) {}

  static boolean exists() {
    return Files.isReadable(PROC.resolve("self/stat")) && newest() > 0;
  }

  /** Number of the process that began last; -1 when that cannot be told. */
  static long newest() {
    try {
      String load = Files.readString(PROC.resolve("loadavg")).strip();
      return Long.parseLong(load.substring(load.lastIndexOf(' ') + 1));
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }

  /** The numbers of all processes from this one on. */
  static List<Long> pids(long from) {
    String[] names = PROC.toFile().list();
    List<Long> pids = new ArrayList<>();
    for (String name : names == null ? new String[0] : names) {
      if (Character.isDigit(name.charAt(0)) && Long.parseLong(name) >= from) {
        pids.add(Long.parseLong(name));
      }
    }
    return pids;
  }

  /** A process that is there and has not ended. */
  static Optional<Entry> find(long pid) {
    try {
      return parse(pid, Files.readString(file(pid, "stat"), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** {@code 12 (any ) name) S parent group session ...}, see proc(5). */
  private static Optional<Entry> parse(long pid, String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
    boolean ended = fields[0].equals("Z") || fields[0].equals("X");
    return ended
        ? Optional.empty()
        : Optional.of(new Entry(pid, Long.parseLong(fields[2]), Long.parseLong(fields[3])));
  }

  /**
   * Whether a process of the same user was given this variable.
   *
   * @param variable {@code NAME=value}, or the beginning of that; with a character of code 0 at the
   *     end only the whole
   */
  static boolean hasVariable(long pid, String variable) {
    try {
      String environment = Files.readString(file(pid, "environ"), StandardCharsets.ISO_8859_1);
      return ("\0" + environment).contains("\0" + variable);
    } catch (IOException e) {
      return false;
    }
  }

  private static Path file(long pid, String name) {
    return PROC.resolve(Long.toString(pid)).resolve(name);
  }
}
