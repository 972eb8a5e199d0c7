package org.espalier.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.it.Command;

/** Asks another JVM through the JDK's {@code jcmd}. */
final class Jcmd {
  private static final Duration BOUND = Duration.ofMinutes(3);

  private Jcmd() {}

  /**
   * The answer.
   *
   * @throws IllegalStateException when the JVM refuses
   */
  static String run(long pid, String... command) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    words.add(Long.toString(pid));
    words.addAll(List.of(command));
    Command answer = Command.run(Path.of("").toAbsolutePath(), Map.of(), BOUND, words);
    if (answer.exit() != 0) {
      throw new IllegalStateException(words + ": " + answer.output());
    }
    return answer.output();
  }
}
