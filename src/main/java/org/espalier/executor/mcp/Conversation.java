package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.espalier.json.Json;
import reactor.core.publisher.Mono;

/** Asks a server for what the task wants and answers it as the protocol's JSON. */
final class Conversation {
  /** Vendor's part of {@code _meta} (MCP 2025-11-25, General fields). */
  private static final String IDEMPOTENCY_KEY = "org.espalier/idempotency-key";

  private final McpRequest request;
  private final McpSession session;

  Conversation(McpRequest request, McpSession session) {
    this.request = request;
    this.session = session;
  }

  ObjectNode hold() throws IOException, ExecutionException, InterruptedException {
    McpAsyncClient client = session.client();
    Operation operation = request.operation();
    if (operation instanceof Operation.ListAll list) {
      return listAll(list);
    }
    if (operation instanceof Operation.CallTool call) {
      return json(session.await(client.callTool(toolCall(call))));
    }
    if (operation instanceof Operation.ReadResource read) {
      return json(
          session.await(
              client.readResource(McpSchema.ReadResourceRequest.builder(read.uri()).build())));
    }
    Operation.GetPrompt prompt = (Operation.GetPrompt) operation;
    return json(
        session.await(
            client.getPrompt(
                McpSchema.GetPromptRequest.builder(prompt.name())
                    .arguments(plain(prompt.arguments()))
                    .build())));
  }

  private McpSchema.CallToolRequest toolCall(Operation.CallTool call) {
    return McpSchema.CallToolRequest.builder(call.name())
        .arguments(plain(call.arguments()))
        .meta(
            Map.of(
                "progressToken",
                request.idempotencyKey(),
                IDEMPOTENCY_KEY,
                request.idempotencyKey()))
        .build();
  }

  private static Map<String, Object> plain(ObjectNode object) {
    Map<String, Object> values = new HashMap<>();
    object.properties().forEach(field -> values.put(field.getKey(), field.getValue()));
    return values;
  }

  private static ObjectNode json(Object answer) {
    return (ObjectNode) Json.valueOf(answer);
  }

  /** Page by page, until there is no more, or as many as the task wants. */
  private ObjectNode listAll(Operation.ListAll list)
      throws IOException, ExecutionException, InterruptedException {
    String field = field(list.listed());
    ArrayNode items = Json.array();
    ObjectNode all = Json.object();
    all.set(field, items);
    Optional<String> cursor = list.cursor();
    Set<String> seen = new HashSet<>();
    for (int page = 0; page < list.maxPages().orElse(Operation.MOST_PAGES); page++) {
      ObjectNode answer = json(session.await(page(list.listed(), cursor)));
      answer.path(field).forEach(items::add);
      cursor.ifPresent(seen::add);
      cursor = next(answer);
      if (cursor.isPresent() && seen.contains(cursor.get())) {
        throw repeated(cursor.get(), page + 1);
      }
      if (cursor.isEmpty()) {
        return all;
      }
      if (Json.writeCapped(all, request.maxBytes()).text() == null) {
        return all;
      }
    }
    if (list.maxPages().isEmpty()) {
      throw ServerFaultException.tooManyPages(Operation.MOST_PAGES);
    }
    return all.put("truncated", true).put("nextCursor", cursor.orElse(""));
  }

  /** Some servers write an empty text where a missing one is the end. */
  private static Optional<String> next(ObjectNode answer) {
    return Optional.ofNullable(answer.path("nextCursor").textValue())
        .filter(text -> !text.isEmpty());
  }

  private ServerFaultException repeated(String cursor, int pages) {
    return ServerFaultException.protocol(
        "its list has no end: page %d gives the nextCursor '%s' a second time"
            .formatted(pages, cursor));
  }

  private static String field(Operation.Listed listed) {
    return switch (listed) {
      case TOOLS -> "tools";
      case RESOURCES -> "resources";
      case RESOURCE_TEMPLATES -> "resourceTemplates";
      case PROMPTS -> "prompts";
    };
  }

  /** The SDK takes a missing cursor for "all pages", and an empty one for the first page. */
  private Mono<?> page(Operation.Listed listed, Optional<String> cursor) {
    McpAsyncClient client = session.client();
    String from = cursor.orElse(McpSchema.FIRST_PAGE);
    return switch (listed) {
      case TOOLS -> client.listTools(from);
      case RESOURCES -> client.listResources(from);
      case RESOURCE_TEMPLATES -> client.listResourceTemplates(from);
      case PROMPTS -> client.listPrompts(from);
    };
  }
}
