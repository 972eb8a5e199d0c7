package org.espalier.executor.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where programs work: the directory of the setting, or one below it that the task names. It is the
 * real directory that decides, so a link out of it leads nowhere. Immutable.
 *
 * @param root the setting; empty for the directory of temporary files, and no choice
 */
record WorkingDirectory(Optional<Path> root) {
  static WorkingDirectory of(String setting) {
    return new WorkingDirectory(
        setting.isEmpty() ? Optional.empty() : Optional.of(Path.of(setting)));
  }

  /** Why nothing can run in it. */
  Optional<String> fault() {
    return root.filter(directory -> !Files.isDirectory(directory))
        .map(
            directory ->
                "The directory %s (setting espalier.executors.command.directory) is not there."
                    .formatted(directory));
  }

  /** The directory a task works in. */
  Path resolve(Optional<String> named) throws CommandRefusedException {
    Path base = root.orElse(Path.of(System.getProperty("java.io.tmpdir")));
    try {
      Path realBase = base.toRealPath();
      return named.isEmpty() ? realBase : below(realBase, named.get());
    } catch (IOException | InvalidPathException e) {
      throw new CommandRefusedException(
          "directory_not_found",
          "Directory %s is not there below %s. Check inputs.working_dir."
              .formatted(named.orElse("."), base));
    }
  }

  private Path below(Path realBase, String named) throws IOException, CommandRefusedException {
    Path real = realBase.resolve(named).toRealPath();
    if (root.isEmpty() || !real.startsWith(realBase) || !Files.isDirectory(real)) {
      throw new CommandRefusedException(
          "directory_denied",
          "Directory %s is no directory below the one set by espalier.executors.command.directory. Name one below it in inputs.working_dir, or none."
              .formatted(named));
    }
    return real;
  }
}
