package org.espalier.engine.node;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.espalier.it.Leftovers;

/**
 * Plants known bugs in the engine, one at a time on each processor, and has the simulation find
 * them. {@code bench/mutants} calls it: arguments are names of bugs, none for all. {@code
 * seeds.properties} beside the patches has the seed that found each last, which saves the seeds
 * before.
 */
final class PlantedBugs {
  private static final Path PATCHES = Path.of("src/test/mutants");
  private static final long SEEDS = Long.getLong("mutants.seeds", 6_000);

  /** The engine warns of every misfortune; here they are the rule. */
  private static final Logger ENGINE_LOG = Logger.getLogger("org.espalier");

  /** It begins anew for each bug, and says so. */
  private static final Logger HIBERNATE_LOG = Logger.getLogger("org.hibernate");

  private final Path scratch;
  private final Properties lastSeeds = new Properties();

  PlantedBugs(Path scratch) throws IOException {
    this.scratch = scratch;
    try (Reader seeds = Files.newBufferedReader(PATCHES.resolve("seeds.properties"))) {
      lastSeeds.load(seeds);
    }
  }

  public static void main(String[] names) throws Exception {
    Path scratch = Leftovers.of(Files.createTempDirectory("espalier-mutants"));
    Collection<String> missed = new PlantedBugs(scratch).missed(List.of(names));
    missed.forEach(System.out::println);
    System.exit(missed.isEmpty() ? 0 : 1);
  }

  /**
   * Looks for the bugs of these names, or all, prints each that is found, and returns the others.
   */
  Collection<String> missed(List<String> names) throws Exception {
    ENGINE_LOG.setLevel(Level.OFF);
    HIBERNATE_LOG.setLevel(Level.OFF);
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try (Workbench bench = new Workbench(scratch)) {
      List<Future<Optional<String>>> all = new ArrayList<>();
      for (Path patch : patches(names)) {
        PlantedBug bug = new PlantedBug(patch, bench);
        all.add(workers.submit(() -> missed(bug)));
      }
      List<String> missed = new ArrayList<>();
      for (Future<Optional<String>> each : all) {
        each.get().ifPresent(missed::add);
      }
      return missed;
    } finally {
      workers.shutdownNow();
      ENGINE_LOG.setLevel(null);
      HIBERNATE_LOG.setLevel(null);
    }
  }

  private static List<Path> patches(List<String> names) throws IOException {
    if (!names.isEmpty()) {
      return names.stream().map(name -> PATCHES.resolve(name + ".patch")).toList();
    }
    try (Stream<Path> files = Files.list(PATCHES)) {
      return files.filter(file -> file.toString().endsWith(".patch")).sorted().toList();
    }
  }

  private Optional<String> missed(PlantedBug bug) {
    try {
      long begun = System.nanoTime();
      Optional<Long> last =
          Optional.ofNullable(lastSeeds.getProperty(bug.name())).map(Long::valueOf);
      Map.Entry<Long, String> found = bug.find(last, SEEDS);
      System.out.printf(
          "%-32s seed %-5d %5.1f s  %s%n",
          bug.name(), found.getKey(), (System.nanoTime() - begun) / 1e9, found.getValue());
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(bug.name() + ": " + e);
    }
  }
}
