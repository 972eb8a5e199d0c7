package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.http.GuardedHttpClient;

/** The two ways to a server. */
final class Transports {
  private static final McpJsonMapper MAPPER = new JacksonMcpJsonMapper(new JsonMapper());

  private Transports() {}

  static McpClientTransport stdio(
      Server.Stdio server, int maxBytes, ProgressListener progress, SessionEnd end) {
    return new StdioTransport(server, maxBytes, progress, MAPPER, end);
  }

  static McpClientTransport http(
      Server.Http server, int maxBytes, GuardedHttpClient client, Deadlines deadlines) {
    return new HttpTransport(server, maxBytes, client, deadlines, MAPPER);
  }
}
