package org.espalier.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the command line asks for.
 *
 * @param repetitions measured repetitions of each workload
 * @param families the families to run, in their own order
 * @param rows only rows whose names begin with one of these; empty means all of a family
 * @param json where the figures go as JSON
 * @param warmUpSeconds the longest warm-up of a workload
 * @param isProfiling whether each workload is recorded
 */
record Options(
    int repetitions,
    List<Family> families,
    List<String> rows,
    Optional<Path> json,
    int warmUpSeconds,
    boolean isProfiling) {
  static final String USAGE =
      """
      Usage: bench/run [repetitions] [option ...] [workload ...]

        repetitions        measured repetitions of each workload (default 5)
        --json FILE        write the figures there too
        --warm-up SECONDS  the longest warm-up of a workload (default 40)
        --profile          record the server (Java Flight Recorder) and the SQL statements of each workload

      Workloads: MAIN (the default: FLOOR LAT W1 W2 W3 W4 W5 CPU GROWTH, each can be named alone),
      AGED, SSE, RPC, WAITING, COLD, TWO, H2 (with names of MAIN: only these, on H2), ALL.
      """;
  private static final int DEFAULT_REPETITIONS = 5;
  private static final int DEFAULT_WARM_UP_SECONDS = 40;
  private static final List<String> MAIN_ROWS =
      List.of("FLOOR", "LAT", "W1", "W2", "W3", "W4", "W5", "CPU", "GROWTH");

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException when one is not understood; the message is the usage
   */
  static Options of(List<String> arguments) {
    int repetitions = DEFAULT_REPETITIONS;
    Optional<Path> json = Optional.empty();
    int warmUpSeconds = DEFAULT_WARM_UP_SECONDS;
    boolean isProfiling = false;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--json") && i + 1 < arguments.size()) {
        json = Optional.of(Path.of(arguments.get(++i)));
      } else if (argument.equals("--warm-up") && i + 1 < arguments.size()) {
        warmUpSeconds = Integer.parseInt(arguments.get(++i));
      } else if (argument.equals("--profile")) {
        isProfiling = true;
      } else if (argument.matches("[1-9][0-9]{0,3}")) {
        repetitions = Integer.parseInt(argument);
      } else {
        names.add(known(argument));
      }
    }
    List<String> rows = names.stream().filter(MAIN_ROWS::contains).toList();
    return new Options(repetitions, families(names, rows), rows, json, warmUpSeconds, isProfiling);
  }

  private static String known(String name) {
    boolean isFamily = Stream.of(Family.values()).anyMatch(family -> family.name().equals(name));
    if (!isFamily && !MAIN_ROWS.contains(name) && !name.equals("ALL")) {
      throw new IllegalArgumentException(name + " is not an option or a workload.\n" + USAGE);
    }
    return name;
  }

  private static List<Family> families(List<String> names, List<String> rows) {
    return Stream.of(Family.values())
        .filter(
            family ->
                names.contains("ALL")
                    || names.contains(family.name())
                    || family == Family.MAIN && isMain(names, rows))
        .toList();
  }

  /** Beside H2 the names of rows choose among those on H2. */
  private static boolean isMain(List<String> names, List<String> rows) {
    return names.isEmpty() || !rows.isEmpty() && !names.contains(Family.H2.name());
  }

  /** Whether a row of the main workloads is to be measured. */
  boolean wants(String row) {
    return rows.isEmpty() || rows.stream().anyMatch(row::startsWith);
  }
}
