package org.espalier.executor.ssh;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.ProgramInputs;
import org.espalier.executor.ProgramResult;
import org.espalier.settings.SshSettings;

/**
 * What a task asks for.
 *
 * @param command for the user's shell; empty for transfers only
 * @param environment variables of the command
 * @param stdin what the command reads
 * @param uploads files written before the command
 * @param downloads files read after it
 * @param timeout of the whole attempt
 * @param made what is made of its output
 * @param successCodes exit codes that are no failure
 */
record SshRequest(
    SshTarget target,
    Optional<String> command,
    Map<String, String> environment,
    byte[] stdin,
    List<Upload> uploads,
    List<Download> downloads,
    Duration timeout,
    int maxOutputChars,
    boolean trim,
    ProgramResult made,
    Set<Integer> successCodes,
    boolean failOnExitCode) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int HIGHEST_PORT = 65_535;

  /**
   * Reads the inputs.
   *
   * @throws InvalidInputException when one is missing or wrong
   */
  static SshRequest read(ExecutionContext context, SshSettings settings) throws SshException {
    Inputs inputs = Inputs.of(context);
    ProgramInputs program = new ProgramInputs(inputs);
    List<Upload> uploads = Upload.read(inputs, settings.maxFileBytes());
    List<Download> downloads = Download.read(inputs);
    boolean transfers = !uploads.isEmpty() || !downloads.isEmpty();
    Optional<String> command =
        transfers && inputs.value("command").isEmpty()
            ? Optional.empty()
            : Optional.of(program.withoutNul("command", inputs.requireText("command")));
    return new SshRequest(
        target(program, settings),
        command,
        program.environment("an object of variables, each a string or number"),
        program.stdin(),
        uploads,
        downloads,
        inputs.seconds("timeout", DEFAULT_TIMEOUT, settings.maxTimeout()),
        program.maxOutputChars(settings.maxOutputChars()),
        inputs.flag("trim").orElse(true),
        ProgramResult.read(inputs),
        program.successCodes(),
        inputs.flag("fail_on_exit_code").orElse(true));
  }

  private static SshTarget target(ProgramInputs program, SshSettings settings) throws SshException {
    Inputs inputs = program.inputs();
    String host = inputs.requireText("host").strip();
    if (!host.matches("[A-Za-z0-9_.:%\\[\\]-]{1,255}")) {
      throw new InvalidInputException(
          "inputs.host must be a host name or an address, without user and port.");
    }
    return new SshTarget(
        host,
        (int) inputs.wholeNumber("port", 22, 1, HIGHEST_PORT),
        program.withoutNul("username", inputs.requireText("username")),
        Credentials.read(inputs, settings),
        HostKeyPin.read(inputs),
        inputs.seconds("connect_timeout", DEFAULT_CONNECT_TIMEOUT, settings.maxTimeout()));
  }
}
