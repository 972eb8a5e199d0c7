package org.espalier.executor.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.ProgramInputs;
import org.espalier.executor.ProgramResult;
import org.espalier.settings.CommandSettings;

/**
 * What a task asks for.
 *
 * @param words the program and its arguments; of a shell command the shell's
 * @param shell whether the program is a shell
 * @param environment variables the task sets
 * @param workingDirectory where to work; empty for the default
 * @param stdin what the program reads
 * @param timeout how long it may take
 * @param maxOutputChars how much is kept of each output
 * @param trim whether white space around the outputs is taken away
 * @param made what is made of its output
 * @param successCodes exit codes that are no failure
 * @param failOnExitCode whether another exit code fails the task
 */
record CommandRequest(
    List<String> words,
    boolean shell,
    Map<String, String> environment,
    Optional<String> workingDirectory,
    byte[] stdin,
    Duration timeout,
    int maxOutputChars,
    boolean trim,
    ProgramResult made,
    Set<Integer> successCodes,
    boolean failOnExitCode) {
  static final String SHELL = "/bin/sh";
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /**
   * Reads the inputs.
   *
   * @throws org.espalier.executor.InvalidInputException when one is missing or wrong
   */
  static CommandRequest read(ExecutionContext context, CommandSettings settings) {
    Inputs inputs = Inputs.of(context);
    ProgramInputs program = new ProgramInputs(inputs);
    boolean shell = inputs.flag("shell").orElse(false);
    return new CommandRequest(
        shell ? shellWords(program) : words(program),
        shell,
        program.environment("an object of variables with values of one line"),
        inputs.text("working_dir").filter(text -> !text.isBlank()),
        program.stdin(),
        inputs.seconds("timeout", DEFAULT_TIMEOUT, settings.maxTimeout()),
        program.maxOutputChars(settings.maxOutputChars()),
        inputs.flag("trim").orElse(true),
        ProgramResult.read(inputs),
        program.successCodes(),
        inputs.flag("fail_on_exit_code").orElse(true));
  }

  private static List<String> shellWords(ProgramInputs program) {
    return List.of(
        SHELL, "-c", program.withoutNul("command", program.inputs().requireText("command")));
  }

  private static List<String> words(ProgramInputs program) {
    Inputs inputs = program.inputs();
    Optional<JsonNode> command = inputs.value("command");
    List<String> words =
        command.filter(JsonNode::isArray).isPresent()
            ? listed(program, command.get())
            : split(program, inputs.requireText("command"));
    if (words.isEmpty() || words.get(0).isBlank()) {
      inputs.refuse("command", "a program with its arguments", command.orElseThrow());
    }
    return words;
  }

  private static List<String> listed(ProgramInputs program, JsonNode command) {
    List<String> words = new ArrayList<>();
    for (JsonNode word : command) {
      if (!word.isValueNode() || word.isNull()) {
        program.inputs().refuse("command", "a list of strings", word);
      }
      words.add(program.withoutNul("command", word.asText()));
    }
    return words;
  }

  private static List<String> split(ProgramInputs program, String command) {
    try {
      return CommandWords.split(program.withoutNul("command", command));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("inputs.command %s.".formatted(e.getMessage()));
    }
  }
}
