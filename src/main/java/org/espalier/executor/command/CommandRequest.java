package org.espalier.executor.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;
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
    Set<Integer> successCodes,
    boolean failOnExitCode) {
  static final String SHELL = "/bin/sh";
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final int SMALLEST_OUTPUT = 16;
  private static final int HIGHEST_CODE = 255;

  /**
   * Reads the inputs.
   *
   * @throws org.espalier.executor.InvalidInputException when one is missing or wrong
   */
  static CommandRequest read(ExecutionContext context, CommandSettings settings) {
    Inputs inputs = Inputs.of(context);
    boolean shell = inputs.flag("shell").orElse(false);
    return new CommandRequest(
        shell ? shellWords(inputs) : words(inputs),
        shell,
        environment(inputs),
        inputs.text("working_dir").filter(text -> !text.isBlank()),
        inputs.value("stdin").map(CommandRequest::bytes).orElse(new byte[0]),
        inputs.seconds("timeout", DEFAULT_TIMEOUT, settings.maxTimeout()),
        (int)
            inputs.wholeNumber(
                "max_output_chars",
                settings.maxOutputChars(),
                SMALLEST_OUTPUT,
                settings.maxOutputChars()),
        inputs.flag("trim").orElse(true),
        successCodes(inputs),
        inputs.flag("fail_on_exit_code").orElse(true));
  }

  private static List<String> shellWords(Inputs inputs) {
    return List.of(SHELL, "-c", withoutNul(inputs, "command", inputs.requireText("command")));
  }

  private static List<String> words(Inputs inputs) {
    Optional<JsonNode> command = inputs.value("command");
    List<String> words =
        command.filter(JsonNode::isArray).isPresent()
            ? listed(inputs, command.get())
            : split(inputs, inputs.requireText("command"));
    if (words.isEmpty() || words.get(0).isBlank()) {
      inputs.refuse("command", "a program with its arguments", command.orElseThrow());
    }
    return words;
  }

  private static List<String> listed(Inputs inputs, JsonNode command) {
    List<String> words = new ArrayList<>();
    for (JsonNode word : command) {
      if (!word.isValueNode() || word.isNull()) {
        inputs.refuse("command", "a list of strings", word);
      }
      words.add(withoutNul(inputs, "command", word.asText()));
    }
    return words;
  }

  private static List<String> split(Inputs inputs, String command) {
    try {
      return CommandWords.split(withoutNul(inputs, "command", command));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("inputs.command %s.".formatted(e.getMessage()));
    }
  }

  private static Map<String, String> environment(Inputs inputs) {
    Map<String, String> environment = new TreeMap<>();
    inputs
        .object("env")
        .ifPresent(
            env ->
                env.properties()
                    .forEach(
                        variable -> {
                          JsonNode value = variable.getValue();
                          if (!variable.getKey().matches("[A-Za-z_][A-Za-z0-9_]*")
                              || !value.isValueNode()
                              || value.isNull()) {
                            inputs.refuse(
                                "env", "an object of variables with values of one line", value);
                          }
                          environment.put(
                              variable.getKey(), withoutNul(inputs, "env", value.asText()));
                        }));
    return environment;
  }

  private static String withoutNul(Inputs inputs, String field, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new InvalidInputException(
          "inputs.%s must not have a character of code 0.".formatted(field));
    }
    return text;
  }

  /** A string as it is, anything else as JSON. */
  private static byte[] bytes(JsonNode stdin) {
    String text = stdin.isTextual() ? stdin.textValue() : Json.write(stdin);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Set<Integer> successCodes(Inputs inputs) {
    Set<Integer> codes = new HashSet<>();
    JsonNode given = inputs.value("success_codes").orElse(Json.array().add(0));
    if (!given.isArray()) {
      inputs.refuse("success_codes", "a list of exit codes", given);
    }
    for (JsonNode code : given) {
      if (!code.isInt() || code.intValue() < 0 || code.intValue() > HIGHEST_CODE) {
        inputs.refuse("success_codes", "a list of whole numbers from 0 to 255", code);
      }
      codes.add(code.intValue());
    }
    return codes;
  }
}
