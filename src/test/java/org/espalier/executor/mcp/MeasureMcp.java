package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpClient;
import java.util.Map;
import org.espalier.executor.Contexts;
import org.espalier.executor.Measuring;

/** Prints the figures of docs/executors/mcp_executor.md. */
final class MeasureMcp {
  private MeasureMcp() {}

  public static void main(String[] args) throws Exception {
    McpExecutor executor = McpExecutorTest.open(McpServers.loopback());
    try (McpServers server = McpServers.start()) {
      HttpClient http = HttpClient.newHttpClient();
      Measuring.perCall("the SDK's client", () -> bare(server, http));
      Measuring.perCall(
          "mcp_executor", () -> Measuring.succeed(executor, call(server, "echo", "{'a':1}")));
      Measuring.atOnce("mcp_executor", executor, () -> call(server, "wait", "{'ms':5000}"));
    } finally {
      executor.close();
    }
  }

  private static ObjectNode call(McpServers server, String tool, String arguments) {
    return Contexts.json(
        "{'transport':'http','url':'%s','operation':'call_tool','tool_name':'%s','arguments':%s,'timeout':120}"
            .formatted(server.url("/mcp"), tool, arguments));
  }

  private static McpSchema.CallToolResult bare(McpServers server, HttpClient http) {
    try (McpSyncClient client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder(server.url("/"))
                    .clientBuilder(new ClientOnce(http))
                    .build())
            .build()) {
      client.initialize();
      return client.callTool(
          McpSchema.CallToolRequest.builder("echo").arguments(Map.of("a", 1)).build());
    }
  }
}
