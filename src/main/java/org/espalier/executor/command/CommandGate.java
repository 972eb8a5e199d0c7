package org.espalier.executor.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.process.ProcessTree;
import org.espalier.executor.process.SearchPath;
import org.espalier.settings.CommandSettings;

/**
 * What the settings let a task do, and whether programs can be run on this machine at all.
 * Immutable.
 */
final class CommandGate {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(CommandExecutor.class, "command_executor.json");

  private final CommandSettings settings;
  private final AllowedPrograms allowed;
  private final WorkingDirectory workingDirectory;
  private final ChildEnvironment environment;
  private final Optional<Path> setsid;
  private final ExecutorType type;

  CommandGate(CommandSettings settings, SearchPath path) {
    this.settings = settings;
    allowed = new AllowedPrograms(settings.allow(), path);
    workingDirectory = WorkingDirectory.of(settings.directory());
    environment = new ChildEnvironment(settings.inherit(), settings.environment());
    setsid = path.find("setsid");
    type = fault().map(TYPE::unavailable).orElse(TYPE);
  }

  private Optional<String> fault() {
    if (!settings.enabled()) {
      return Optional.of(
          "It is off: an administrator switches it on with espalier.executors.command.enabled=true.");
    }
    if (setsid.isEmpty() || !ProcessTree.isPossible()) {
      return Optional.of("It needs Linux with /proc and the program setsid (util-linux).");
    }
    if (allowed.isEmpty() && !settings.shell()) {
      return Optional.of(
          "No program that is on this machine is allowed: name some in espalier.executors.command.allow.");
    }
    return workingDirectory.fault();
  }

  ExecutorType type() {
    return type;
  }

  CommandSettings settings() {
    return settings;
  }

  Path setsid() {
    return setsid.orElseThrow();
  }

  Map<String, String> environment(CommandRequest request) {
    return environment.with(request.environment());
  }

  Path directory(CommandRequest request) throws CommandRefusedException {
    return workingDirectory.resolve(request.workingDirectory());
  }

  /** The file to start; nothing is started by an executor that is unavailable. */
  Path program(CommandRequest request, Path directory) throws CommandRefusedException {
    if (type.unavailable().isPresent()) {
      throw new CommandRefusedException("unavailable", type.unavailable().get());
    }
    if (!request.shell()) {
      return allowed.resolve(request.words().get(0), directory);
    }
    if (!settings.shell()) {
      throw new CommandRefusedException(
          "shell_denied",
          "inputs.shell is not allowed here. An administrator allows it with the setting espalier.executors.command.shell.");
    }
    return Path.of(CommandRequest.SHELL);
  }
}
