package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.json.Json;

/**
 * Reads the inputs that running a program takes, here or on another machine: {@code env}, {@code
 * stdin}, {@code max_output_chars}, {@code success_codes}. As thread-safe as the inputs.
 */
public record ProgramInputs(Inputs inputs) {
  private static final int SMALLEST_OUTPUT = 16;
  private static final int HIGHEST_CODE = 255;

  /**
   * The variables of {@code env}.
   *
   * @param expected what it must be, for the message
   * @throws InvalidInputException when one has no usable name or value
   */
  public Map<String, String> environment(String expected) {
    Map<String, String> environment = new TreeMap<>();
    for (Map.Entry<String, JsonNode> variable :
        inputs.object("env").orElseGet(Json::object).properties()) {
      JsonNode value = variable.getValue();
      boolean isName = variable.getKey().matches("[A-Za-z_][A-Za-z0-9_]*");
      if (!isName || !value.isValueNode() || value.isNull()) {
        inputs.refuse("env", expected, value);
      }
      environment.put(variable.getKey(), withoutNul("env", value.asText()));
    }
    return environment;
  }

  /** What the program reads: a string as it is, anything else as JSON; empty when not given. */
  public byte[] stdin() {
    return inputs
        .value("stdin")
        .map(given -> given.isTextual() ? given.textValue() : Json.write(given))
        .orElse("")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** How much of each output is kept. */
  public int maxOutputChars(int limit) {
    return (int) inputs.wholeNumber("max_output_chars", limit, SMALLEST_OUTPUT, limit);
  }

  /** Exit codes that are no failure: 0 where nothing is said. */
  public Set<Integer> successCodes() {
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

  /**
   * A text that an operating system takes as an argument or variable.
   *
   * @throws InvalidInputException when it has a character of code 0
   */
  public String withoutNul(String field, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new InvalidInputException(
          "%s.%s must not have a character of code 0.".formatted(inputs.where(), field));
    }
    return text;
  }
}
