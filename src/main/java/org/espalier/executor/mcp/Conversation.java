package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

  /** Page by page, until there is no more, or as much as the task may have. */
  private ObjectNode listAll(Operation.ListAll list)
      throws IOException, ExecutionException, InterruptedException {
    String field = field(list.listed());
    ArrayNode items = Json.array();
    ObjectNode all = Json.object();
    all.set(field, items);
    Optional<String> cursor = list.cursor();
    for (int page = 0; page < list.maxPages(); page++) {
      ObjectNode answer = json(session.await(page(list.listed(), cursor)));
      answer.path(field).forEach(items::add);
      cursor =
          Optional.of(answer.path("nextCursor")).filter(JsonNode::isTextual).map(JsonNode::asText);
      if (cursor.isEmpty()) {
        return all;
      }
      if (Json.writeCapped(all, request.maxBytes()).text() == null) {
        return all;
      }
    }
    return all.put("truncated", true).put("nextCursor", cursor.orElse(""));
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
