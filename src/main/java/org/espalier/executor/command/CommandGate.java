package org.espalier.executor.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InvalidInputException;
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

  private static final String SHELL_DENIED =
      "inputs.shell is not allowed here. An administrator allows it with the setting espalier.executors.command.shell.";

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

  /**
   * What is known of a command before it is run.
   *
   * @throws InvalidInputException when it is never allowed here
   */
  void refuseNeverAllowed(CommandRequest request) {
    if (request.shell() && !settings.shell()) {
      throw new InvalidInputException(SHELL_DENIED);
    }
    if (request.workingDirectory().isPresent() && workingDirectory.root().isEmpty()) {
      throw new InvalidInputException(
          "inputs.working_dir is not allowed here: an administrator sets espalier.executors.command.directory.");
    }
    if (!request.shell() && allowed.isNeverAllowed(request.words().get(0))) {
      throw new InvalidInputException(
          "inputs.command: the program is not among those allowed here. An administrator allows it with the setting espalier.executors.command.allow.");
    }
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
      throw new CommandRefusedException("shell_denied", SHELL_DENIED);
    }
    return Path.of(CommandRequest.SHELL);
  }
}
