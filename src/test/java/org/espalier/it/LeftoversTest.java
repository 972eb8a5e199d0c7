package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a JVM that has started programs, without a word. */
@Timeout(300)
class LeftoversTest {
  private static final Duration BOUND = Duration.ofSeconds(120);

  @TempDir Path directory;

  @Test
  void endsWhatAKilledJvmHasStartedAndNothingElse() throws Exception {
    Path owned = Files.createDirectory(directory.resolve("owned"));
    Path log = Files.createFile(owned.resolve("log"));
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                ClassPath.ofTheTests(),
                Careless.class.getName(),
                owned.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Process reader = new ProcessBuilder("tail", "-f", log.toString()).start();
    try {
      List<ProcessHandle> started = started(jvm);
      assertThat(started).hasSize(4).allMatch(LeftoversTest::runs);
      jvm.destroyForcibly().waitFor();
      Await.until("all are gone", BOUND, () -> started.stream().noneMatch(LeftoversTest::runs));
      Await.until("the directory is deleted", BOUND, () -> !Files.exists(owned));
      assertThat(reader.isAlive()).isTrue();
    } finally {
      jvm.destroyForcibly();
      reader.destroyForcibly();
    }
  }

  private static List<ProcessHandle> started(Process jvm) throws Exception {
    String line = jvm.inputReader(StandardCharsets.UTF_8).readLine();
    return Stream.of(line.split(" "))
        .map(Long::parseLong)
        .map(ProcessHandle::of)
        .flatMap(Optional::stream)
        .toList();
  }

  /** A process that has ended may wait for a long time until somebody collects it. */
  private static boolean runs(ProcessHandle process) {
    try {
      return !Files.readString(Path.of("/proc/" + process.pid() + "/stat")).contains(") Z ");
    } catch (java.io.IOException e) {
      return false;
    }
  }

  /** A JVM that starts programs and looks after none of them. */
  static final class Careless {
    private Careless() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Leftovers.of(Path.of(arguments[0]));
      Process plain = Leftovers.of(new ProcessBuilder("sleep", "1000")).start();
      Process working = new ProcessBuilder("sleep", "1001").directory(directory.toFile()).start();
      Process stubborn =
          new ProcessBuilder(
                  "sh", "-c", "trap '' TERM; sleep 1002; sleep 1003", directory.toString())
              .start();
      long child = firstChild(stubborn);
      System.out.println(plain.pid() + " " + working.pid() + " " + stubborn.pid() + " " + child);
      Thread.currentThread().join();
    }

    private static long firstChild(Process process) {
      return Await.value(
          "it has started a child",
          BOUND,
          () -> process.children().findFirst().map(ProcessHandle::pid));
    }
  }
}
