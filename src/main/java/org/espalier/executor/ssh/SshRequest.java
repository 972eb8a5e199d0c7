package org.espalier.executor.ssh;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
    Set<Integer> successCodes,
    boolean failOnExitCode) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int SMALLEST_OUTPUT = 16;
  private static final int HIGHEST_PORT = 65_535;
  private static final int HIGHEST_CODE = 255;

  /**
   * Reads the inputs.
   *
   * @throws InvalidInputException when one is missing or wrong
   */
  static SshRequest read(ExecutionContext context, SshSettings settings) throws SshException {
    Inputs inputs = Inputs.of(context);
    List<Upload> uploads = Upload.read(inputs, settings.maxFileBytes());
    List<Download> downloads = Download.read(inputs);
    boolean transfers = !uploads.isEmpty() || !downloads.isEmpty();
    Optional<String> command =
        transfers && inputs.value("command").isEmpty()
            ? Optional.empty()
            : Optional.of(withoutNul("command", inputs.requireText("command")));
    return new SshRequest(
        target(inputs, settings),
        command,
        environment(inputs),
        inputs.value("stdin").map(SshRequest::bytes).orElse(new byte[0]),
        uploads,
        downloads,
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

  private static SshTarget target(Inputs inputs, SshSettings settings) throws SshException {
    String host = inputs.requireText("host").strip();
    if (!host.matches("[A-Za-z0-9_.:%\\[\\]-]{1,255}")) {
      throw new InvalidInputException(
          "inputs.host must be a host name or an address, without user and port.");
    }
    return new SshTarget(
        host,
        (int) inputs.wholeNumber("port", 22, 1, HIGHEST_PORT),
        withoutNul("username", inputs.requireText("username")),
        Credentials.read(inputs, settings),
        HostKeyPin.read(inputs),
        inputs.seconds("connect_timeout", DEFAULT_CONNECT_TIMEOUT, settings.maxTimeout()));
  }

  private static Map<String, String> environment(Inputs inputs) {
    Map<String, String> environment = new TreeMap<>();
    if (inputs.object("env").isPresent()) {
      for (Map.Entry<String, JsonNode> variable : inputs.object("env").get().properties()) {
        JsonNode value = variable.getValue();
        boolean isName = variable.getKey().matches("[A-Za-z_][A-Za-z0-9_]*");
        if (!isName || !value.isValueNode() || value.isNull()) {
          inputs.refuse("env", "an object of variables, each a string or number", value);
        }
        environment.put(variable.getKey(), withoutNul("env", value.asText()));
      }
    }
    return environment;
  }

  private static String withoutNul(String field, String text) {
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
