package org.espalier.executor.command;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.executor.process.SearchPath;

/**
 * The programs tasks may run. It is the real file that decides, behind all symbolic links: a link
 * to a program is allowed when the program is, whatever the link is called. Immutable.
 */
final class AllowedPrograms {
  private final SearchPath path;
  private final boolean all;
  private final Set<Path> programs = new HashSet<>();
  private final Set<Path> directories = new HashSet<>();

  /**
   * Names under which a program is started; starting others by name would let a link be changed.
   */
  private final Set<Path> trustedNames = new HashSet<>();

  /** Entries that name nothing on this machine allow nothing. */
  AllowedPrograms(List<String> entries, SearchPath path) {
    this.path = path;
    all = entries.contains("*");
    entries.stream().filter(entry -> !entry.equals("*")).forEach(this::add);
  }

  private void add(String entry) {
    if (entry.endsWith("/*")) {
      real(Path.of(entry.substring(0, entry.length() - 1))).ifPresent(directories::add);
    } else {
      Optional<Path> named = entry.contains("/") ? Optional.of(Path.of(entry)) : path.find(entry);
      named.ifPresent(trustedNames::add);
      named.flatMap(AllowedPrograms::real).ifPresent(programs::add);
    }
  }

  boolean isEmpty() {
    return !all && programs.isEmpty() && directories.isEmpty();
  }

  /**
   * The file to start.
   *
   * @param program a name to look for, or a path; a relative one is below {@code workingDirectory}
   */
  Path resolve(String program, Path workingDirectory) throws CommandRefusedException {
    Path found = find(program, workingDirectory);
    Path real = real(found).orElse(found);
    if (!all && !programs.contains(real) && !directories.contains(real.getParent())) {
      throw new CommandRefusedException(
          "program_denied",
          "Program %s is not among those allowed here. An administrator allows it with the setting espalier.executors.command.allow."
              .formatted(real));
    }
    return !program.contains("/") || trustedNames.contains(found) ? found : real;
  }

  /**
   * Whether a program is known to be denied. One that is not there may come, and one below the
   * working directory is decided on by the attempt.
   */
  boolean isNeverAllowed(String program) {
    boolean isRelative = program.contains("/") && !program.startsWith("/");
    if (all || isRelative || trustedNames.stream().anyMatch(name -> name.endsWith(program))) {
      return false;
    }
    try {
      resolve(program, Path.of("/"));
      return false;
    } catch (CommandRefusedException e) {
      return e.isDenial() || directories.isEmpty();
    }
  }

  private Path find(String program, Path workingDirectory) throws CommandRefusedException {
    try {
      Path given = workingDirectory.resolve(program);
      Optional<Path> found =
          program.contains("/")
              ? Optional.of(given).filter(SearchPath::isProgram)
              : path.find(program);
      return found.orElseThrow(() -> notFound(program));
    } catch (InvalidPathException e) {
      throw notFound(program);
    }
  }

  private static CommandRefusedException notFound(String program) {
    return new CommandRefusedException(
        "program_not_found",
        "Program %s is not there or cannot be executed. Check inputs.command, and that it is installed on the server."
            .formatted(program));
  }

  private static Optional<Path> real(Path file) {
    try {
      return Optional.of(file.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
