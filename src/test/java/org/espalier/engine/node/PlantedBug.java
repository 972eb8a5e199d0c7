package org.espalier.engine.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.espalier.it.Command;

/**
 * A known bug of the engine, as a patch of {@code src/test/mutants}: planted in a copy of the
 * sources, compiled, and looked for by the simulation.
 *
 * @param patch the file
 * @param bench what bugs are compiled and run with
 */
record PlantedBug(Path patch, Workbench bench) {
  private static final Duration PATCH_BOUND = Duration.ofMinutes(2);

  String name() {
    return patch.getFileName().toString().replace(".patch", "");
  }

  /**
   * Looks for the bug in the seed that found it last, then in all seeds up to this one, and makes
   * sure that the seed fails because of the bug.
   *
   * @return the seed and the rule that it broke
   * @throws AssertionError when the patch does not apply or compile, no seed finds the bug, or the
   *     seed fails without it
   */
  Map.Entry<Long, String> find(Optional<Long> last, long seeds) {
    Map.Entry<Long, String> found;
    try (URLClassLoader engine = bench.load(planted())) {
      found =
          last.flatMap(seed -> simulate(engine, seed, 1))
              .or(() -> simulate(engine, 0, seeds))
              .orElseThrow(() -> new AssertionError("not found in %d seeds".formatted(seeds)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    simulate(bench.sound(), found.getKey(), 1)
        .ifPresent(
            other -> {
              throw new AssertionError(
                  "seed %d fails without the bug: %s".formatted(found.getKey(), other.getValue()));
            });
    return found;
  }

  /** The classes with the bug in them. */
  private URL planted() throws IOException {
    Path own = Files.createDirectories(bench.scratch().resolve(name()));
    List<Path> changed = changed();
    for (Path source : changed) {
      Files.createDirectories(own.resolve(source).getParent());
      Files.copy(source, own.resolve(source));
    }
    Command applied =
        Command.run(
            own,
            Map.of(),
            PATCH_BOUND,
            List.of(
                "patch",
                "-s",
                "-p1",
                "-F0",
                "--no-backup-if-mismatch",
                "-i",
                patch.toAbsolutePath().toString()));
    if (applied.exit() != 0) {
      throw new AssertionError("the patch does not apply: " + applied.output());
    }
    return bench.compile(own, changed);
  }

  private List<Path> changed() throws IOException {
    String mark = "+++ b/";
    try (Stream<String> lines = Files.lines(patch)) {
      return lines
          .filter(line -> line.startsWith(mark))
          .map(line -> Path.of(line.substring(mark.length()).split("\\s")[0]))
          .toList();
    }
  }

  @SuppressWarnings("unchecked")
  private static Optional<Map.Entry<Long, String>> simulate(
      ClassLoader engine, long first, long count) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(engine);
    try {
      Object simulate =
          engine.loadClass(Simulate.class.getName()).getDeclaredConstructor().newInstance();
      return ((BiFunction<Long, Long, Optional<Map.Entry<Long, String>>>) simulate)
          .apply(first, count);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
