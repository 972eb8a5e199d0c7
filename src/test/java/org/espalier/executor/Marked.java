package org.espalier.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Finds living processes by a variable that a test gave to a program and to all it starts. */
public record Marked(String mark) {
  /** A variable no other process has. */
  public static Marked unique() {
    return new Marked("PROBE=" + UUID.randomUUID());
  }

  /** The value of the variable {@code PROBE}. */
  public String value() {
    return mark.substring(mark.indexOf('=') + 1);
  }

  /** Numbers of the processes that live. */
  public List<String> processes() throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        if (isMarked(process)) {
          found.add(process.getFileName().toString());
        }
      }
    }
    return found;
  }

  private boolean isMarked(Path process) {
    try {
      return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1)
          .contains(mark);
    } catch (IOException e) {
      return false;
    }
  }
}
