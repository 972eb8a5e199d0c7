package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;

/** What is asked of the server. Immutable, but for the JSON, which must not be changed. */
sealed interface Operation {
  int MOST_PAGES = 1_000;

  /** As it stands in inputs and results. */
  String word();

  /** What servers list. */
  enum Listed {
    TOOLS,
    RESOURCES,
    RESOURCE_TEMPLATES,
    PROMPTS
  }

  /**
   * Lists page by page.
   *
   * @param cursor where to begin; empty for the first page
   * @param maxPages how many pages are fetched at most; empty for all, of which there may be {@link
   *     #MOST_PAGES}
   */
  record ListAll(Listed listed, Optional<String> cursor, Optional<Integer> maxPages)
      implements Operation {
    @Override
    public String word() {
      return "list_" + listed.name().toLowerCase(Locale.ROOT);
    }
  }

  record CallTool(String name, ObjectNode arguments) implements Operation {
    @Override
    public String word() {
      return "call_tool";
    }
  }

  record ReadResource(String uri) implements Operation {
    @Override
    public String word() {
      return "read_resource";
    }
  }

  record GetPrompt(String name, ObjectNode arguments) implements Operation {
    @Override
    public String word() {
      return "get_prompt";
    }
  }

  /**
   * Reads {@code operation} and the fields it needs.
   *
   * @throws InvalidInputException naming the first field that is wrong
   */
  static Operation read(Inputs inputs) {
    String word = inputs.requireText("operation");
    return switch (word) {
      case "call_tool" -> new CallTool(inputs.requireText("tool_name"), arguments(inputs));
      case "read_resource" -> new ReadResource(inputs.requireText("resource_uri"));
      case "get_prompt" -> new GetPrompt(inputs.requireText("prompt_name"), arguments(inputs));
      default -> listing(inputs, word);
    };
  }

  private static Operation listing(Inputs inputs, String word) {
    Optional<Integer> maxPages =
        inputs
            .value("max_pages")
            .map(given -> (int) inputs.wholeNumber("max_pages", 1, 1, MOST_PAGES));
    for (Listed listed : Listed.values()) {
      ListAll operation = new ListAll(listed, inputs.text("cursor"), maxPages);
      if (operation.word().equals(word)) {
        return operation;
      }
    }
    String listings =
        Arrays.stream(Listed.values())
            .map(listed -> new ListAll(listed, Optional.empty(), Optional.empty()).word())
            .collect(Collectors.joining(", "));
    throw new InvalidInputException(
        "inputs.operation must be call_tool, read_resource, get_prompt, %s.".formatted(listings));
  }

  private static ObjectNode arguments(Inputs inputs) {
    return inputs.object("arguments").orElseGet(Json::object);
  }
}
