package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.ProgramResult;
import org.espalier.json.Json;
import org.espalier.settings.DockerSettings;

/**
 * What a task asks for.
 *
 * @param command words; empty for what the image says
 * @param environment {@code NAME=value}
 * @param trim whether white space around the outputs is taken away
 * @param made what is made of its output
 * @param stopGrace between the asking and the forced end
 */
record ContainerRequest(
    ImageName image,
    Optional<ObjectNode> registryAuth,
    List<String> command,
    List<String> environment,
    List<VolumeMount> volumes,
    Optional<String> workingDir,
    Optional<String> user,
    String network,
    boolean readOnly,
    ContainerLimits limits,
    Duration timeout,
    Duration stopGrace,
    boolean remove,
    boolean trim,
    ProgramResult made,
    boolean failOnExitCode) {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_GRACE = Duration.ofSeconds(1);
  private static final Duration LONGEST_STOP_GRACE = Duration.ofSeconds(5);

  static ContainerRequest read(ExecutionContext context, DockerSettings settings) {
    Inputs inputs = Inputs.of(context);
    return new ContainerRequest(
        image(inputs),
        inputs.object("registry_auth"),
        command(inputs),
        environment(inputs, context.idempotencyKey()),
        VolumeMount.read(inputs),
        inputs.text("working_dir").map(path -> absolute(inputs, path)),
        inputs.text("user"),
        inputs.text("network").orElse("none"),
        inputs.flag("read_only").orElse(true),
        ContainerLimits.read(inputs, settings),
        inputs.seconds("timeout", TIMEOUT, settings.maxTimeout()),
        inputs.seconds("stop_grace", STOP_GRACE, LONGEST_STOP_GRACE),
        inputs.flag("remove").orElse(true),
        inputs.flag("trim").orElse(true),
        ProgramResult.read(inputs),
        inputs.flag("fail_on_exit_code").orElse(true));
  }

  private static ImageName image(Inputs inputs) {
    String text = inputs.requireText("image").strip();
    return ImageName.parse(text)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "inputs.image is no image name: write registry/path/name:tag."));
  }

  private static List<String> command(Inputs inputs) {
    JsonNode command = inputs.value("command").orElseGet(Json::array);
    if (command.isTextual()) {
      try {
        return CommandWords.split(command.textValue());
      } catch (IllegalArgumentException e) {
        throw new InvalidInputException("inputs.command: " + e.getMessage() + ".");
      }
    }
    List<String> words = new ArrayList<>();
    for (JsonNode word : command.isArray() ? command : Json.array().add(command)) {
      words.add(
          word.isTextual()
              ? word.textValue()
              : inputs.refuse("command", "a string or an array of strings", command));
    }
    return words;
  }

  private static List<String> environment(Inputs inputs, String idempotencyKey) {
    List<String> environment = new ArrayList<>();
    environment.add("ESPALIER_IDEMPOTENCY_KEY=" + idempotencyKey);
    ObjectNode given = inputs.object("env").orElseGet(Json::object);
    for (Map.Entry<String, JsonNode> variable : given.properties()) {
      boolean usable = variable.getValue().isValueNode() && !variable.getValue().isNull();
      if (!usable || !variable.getKey().matches("[^=\0]+")) {
        inputs.refuse("env", "an object of names without '=' to strings", given);
      }
      environment.add(variable.getKey() + "=" + variable.getValue().asText());
    }
    return environment;
  }

  private static String absolute(Inputs inputs, String path) {
    return path.startsWith("/")
        ? path
        : inputs.refuse("working_dir", "an absolute path", inputs.values().get("working_dir"));
  }
}
