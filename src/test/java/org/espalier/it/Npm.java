package org.espalier.it;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Packages of npm that tests use as peers, kept below {@code target} between builds. Without node
 * and npm such a test is skipped, but not where {@code CI} is set.
 */
public final class Npm {
  private static final long MINUTES_TO_INSTALL = 5;

  private Npm() {}

  /** The folder {@code node_modules} with this version of a package, installed once. */
  public static synchronized Path modules(String name, String version) throws Exception {
    boolean there = runs("node", "--version") && runs("npm", "--version");
    assumeTrue(
        there || System.getenv("CI") != null,
        "SKIPPED: node and npm are not installed (Debian: apt-get install nodejs npm)");
    Path folder = Path.of("target", "npm", name.replace('/', '_') + "-" + version).toAbsolutePath();
    Path done = folder.resolve("installed");
    Files.createDirectories(folder);
    // Tests in another process may want it too.
    try (FileChannel file = FileChannel.open(folder.resolve("lock"), CREATE, WRITE)) {
      file.lock();
      if (!Files.exists(done)) {
        install(folder, name + "@" + version);
        Files.createFile(done);
      }
    }
    return folder.resolve("node_modules");
  }

  private static void install(Path folder, String spec) throws Exception {
    Path log = folder.resolve("npm.log");
    Process npm =
        Leftovers.of(
                new ProcessBuilder(
                    "npm", "install", "--prefix", folder.toString(), "--no-save", spec))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!npm.waitFor(MINUTES_TO_INSTALL, TimeUnit.MINUTES) || npm.exitValue() != 0) {
      npm.destroyForcibly();
      throw new AssertionError("npm install " + spec + " failed: " + Files.readString(log));
    }
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      List<String> words = new ArrayList<>(List.of(command));
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
