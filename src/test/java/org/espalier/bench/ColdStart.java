package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.espalier.it.EspalierServer;

/**
 * From {@code ./espalier up} to the moment it serves, on the embedded database: the first start
 * after a build (which unpacks the server and archives classes), later ones, and one after {@code
 * kill -9}.
 */
final class ColdStart {
  private static final Path SERVER = Path.of("target", "server");

  private ColdStart() {}

  static void run(Options options, Report report) throws Exception {
    report.head("COLD: ./espalier up until it serves, on H2");
    List<Double> first = new ArrayList<>();
    List<Double> second = new ArrayList<>();
    List<Double> killed = new ArrayList<>();
    for (int i = 0; i < options.repetitions(); i++) {
      forgetPreparation();
      try (EspalierServer server = Headers.server().asForAUser()) {
        first.add(start(server));
        server.stop();
        second.add(start(server));
        server.kill9();
        killed.add(start(server));
      }
    }
    report(report, "COLD first start after a build", first);
    report(report, "COLD second start", second);
    report(report, "COLD start after kill -9", killed);
  }

  private static void report(Report report, String name, List<Double> seconds) {
    double[] values = seconds.stream().mapToDouble(Double::doubleValue).toArray();
    report.add(Figure.of(name, "s", null, values));
  }

  private static double start(EspalierServer server) {
    long start = System.nanoTime();
    server.start();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Deletes what the launcher makes at the first start after a build. */
  private static void forgetPreparation() throws IOException {
    delete(SERVER.resolve("payara"), file -> true);
    delete(SERVER, file -> file.getFileName().toString().endsWith(".jsa"));
  }

  private static void delete(Path root, Predicate<Path> isChosen) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(isChosen).sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
