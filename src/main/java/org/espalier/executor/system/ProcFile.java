package org.espalier.executor.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code name: value} lines of Linux's /proc, where there is one. */
final class ProcFile {
  private ProcFile() {}

  /** The first value of that name; empty when the file or the name is not there. */
  static Optional<String> value(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .map(line -> line.split(":", 2))
          .filter(parts -> parts.length == 2 && parts[0].strip().equals(name))
          .map(parts -> parts[1].strip())
          .filter(value -> !value.isEmpty())
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** The first value of that name, given in kB, in bytes. */
  static Optional<Long> bytes(String file, String name) {
    return value(file, name)
        .map(text -> text.split(" ", 2)[0])
        .filter(number -> number.matches("[0-9]{1,15}"))
        .map(number -> Long.parseLong(number) * 1024);
  }
}
