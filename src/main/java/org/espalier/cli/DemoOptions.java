package org.espalier.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What {@code ./espalier} tells the demo.
 *
 * @param base where the server listens
 * @param key the API key to call with; empty for none
 * @param tree the file to submit
 * @param dataDir where the server keeps its data, for the closing words
 * @param log the server's log, likewise
 * @param stop the command that stops the server, likewise
 * @param terminal whether a person watches, so that a line may be drawn over
 */
record DemoOptions(
    URI base, String key, Path tree, String dataDir, String log, String stop, boolean terminal) {
  /**
   * Reads them.
   *
   * @throws IOException when the file of the key cannot be read
   */
  static DemoOptions parse(String[] arguments) throws IOException {
    List<String> words = Arrays.asList(arguments);
    return new DemoOptions(
        URI.create(valueOf(words, "--base")),
        words.contains("--key-file")
            ? Files.readString(Path.of(valueOf(words, "--key-file"))).strip()
            : "",
        Path.of(valueOf(words, "--tree")),
        valueOf(words, "--data-dir"),
        valueOf(words, "--log"),
        valueOf(words, "--stop"),
        words.contains("--terminal"));
  }

  private static String valueOf(List<String> words, String option) {
    int at = words.indexOf(option);
    if (at < 0 || at + 1 == words.size()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return words.get(at + 1);
  }
}
