package org.espalier.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An external command that has ended.
 *
 * @param exit its exit code
 * @param output what it wrote, standard output and error together
 */
public record Command(int exit, String output) {

  /**
   * Runs a command to its end. Variables of this process that configure Espalier do not reach it.
   *
   * @param environment set on top of this process's own environment; an empty value unsets
   * @throws AssertionError when it has not ended within {@code bound}
   */
  public static Command run(
      Path directory, Map<String, String> environment, Duration bound, List<String> words) {
    try {
      // A file, not a pipe: a server started by the command would keep a pipe open.
      Path output = Files.createTempFile("espalier-it", ".out");
      ProcessBuilder builder =
          Leftovers.of(new ProcessBuilder(words))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("ESPALIER_"));
      environment.forEach(
          (name, value) -> {
            if (value.isEmpty()) {
              builder.environment().remove(name);
            } else {
              builder.environment().put(name, value);
            }
          });
      Process process = builder.start();
      boolean ended = process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
      String text = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended) {
        process.destroyForcibly();
        throw new AssertionError(words + " has not ended within " + bound + ":\n" + text);
      }
      Files.delete(output);
      return new Command(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + words, e);
    }
  }
}
