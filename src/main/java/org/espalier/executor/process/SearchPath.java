package org.espalier.executor.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The directories where a program is looked for by its name. Relative ones are left out: they would
 * depend on where the program works. Immutable.
 */
public record SearchPath(List<Path> directories) {
  public SearchPath {
    directories = List.copyOf(directories);
  }

  /** Reads {@code PATH}. */
  public static SearchPath parse(String path) {
    return new SearchPath(
        Arrays.stream(path.split(File.pathSeparator))
            .map(Path::of)
            .filter(Path::isAbsolute)
            .toList());
  }

  /** That of the server itself. */
  public static SearchPath ofThisServer() {
    return parse(System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
  }

  /** The first program of this name. */
  public Optional<Path> find(String name) {
    return directories.stream()
        .map(directory -> directory.resolve(name))
        .filter(SearchPath::isProgram)
        .findFirst();
  }

  /** Whether it is a file that can be executed. */
  public static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
