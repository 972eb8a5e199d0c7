package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;

/**
 * What a program has put out, read as JSON where its task says {@code "result_format": "json"}:
 * {@code stdout} of the result is then the value and not its text. One rule for every executor that
 * runs programs.
 */
public final class JsonOutput {
  private static final String FIELD = "result_format";

  private JsonOutput() {}

  /**
   * Whether the task wants it.
   *
   * @throws InvalidInputException when it names another format
   */
  public static boolean isWanted(Inputs inputs) {
    String format = inputs.text(FIELD).orElse("text");
    return switch (format) {
      case "text" -> false;
      case "json" -> true;
      default -> inputs.refuse(FIELD, "\"text\" or \"json\"", inputs.values().get(FIELD));
    };
  }

  /**
   * The outcome of a program whose end is no failure. What is no JSON fails it, but where {@code
   * success} is false: what such a program says is kept as text then.
   *
   * @param result with {@code stdout} as text and {@code success}
   * @param program who put it out, to begin a sentence with
   */
  public static ExecutionOutcome read(OutputCapture stdout, ObjectNode result, String program) {
    try {
      JsonNode value = Json.readForeign(stdout.text());
      if (!stdout.isTruncated() && !value.isMissingNode()) {
        return new Succeeded(result.set(stdout.stream(), value));
      }
      return unread(result, program, why(stdout, Optional.empty()));
    } catch (MalformedJsonException e) {
      return unread(result, program, why(stdout, Optional.of(e)));
    }
  }

  private static ExecutionOutcome unread(ObjectNode result, String program, String why) {
    if (!result.path("success").asBoolean()) {
      return new Succeeded(result);
    }
    String message =
        "%s ended well, but inputs.result_format is json and its standard output %s."
            .formatted(program, why);
    return new Failed(
        "invalid_json", message, false, Optional.empty(), result.put("success", false));
  }

  private static String why(OutputCapture stdout, Optional<MalformedJsonException> fault) {
    if (stdout.isTruncated()) {
      return "is longer than what is kept of it; let it put out less, or raise the limit";
    }
    if (stdout.text().isBlank()) {
      return "is empty";
    }
    return fault
        .map(Throwable::getMessage)
        .map(detail -> "is no JSON: " + detail.replaceAll("\\.$", ""))
        .orElse("is no JSON");
  }
}
