package org.espalier.executor.command;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Finds living processes by a variable that a test gave to a program and to all it starts. */
record Marked(String mark) {
  static Marked unique() {
    return new Marked("PROBE=" + UUID.randomUUID());
  }

  String value() {
    return mark.substring(mark.indexOf('=') + 1);
  }

  /** Numbers of the processes that live. */
  List<String> processes() throws IOException {
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
      return Files.readString(
              process.resolve("environ"), java.nio.charset.StandardCharsets.ISO_8859_1)
          .contains(mark);
    } catch (IOException e) {
      return false;
    }
  }
}
