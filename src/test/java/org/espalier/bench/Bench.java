package org.espalier.bench;

import java.util.List;

/**
 * The benchmark: starts PostgreSQL (fsync and synchronous commit on) and the server, and runs
 * workloads through HTTP. See {@link Options#USAGE}.
 */
public final class Bench {
  private Bench() {}

  /** Arguments as in {@link Options#USAGE}. */
  public static void main(String[] arguments) throws Exception {
    if (List.of(arguments).contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    Options options;
    try {
      options = Options.of(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Report report = new Report(Machine.look());
    for (Family family : options.families()) {
      family.run(options, report);
    }
    if (options.json().isPresent()) {
      report.write(options.json().get());
    }
    System.exit(0); // connections in use keep their threads
  }
}
