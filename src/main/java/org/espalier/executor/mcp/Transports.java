package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.net.http.HttpRequest;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.http.GuardedHttpClient;
import org.espalier.executor.http.TargetUrl;

/** The two ways to a server. */
final class Transports {
  private static final McpJsonMapper MAPPER = new JacksonMcpJsonMapper(new JsonMapper());

  private Transports() {}

  static McpClientTransport stdio(
      Server.Stdio server, int maxBytes, ProgressListener progress, Stop stop) {
    return new StdioTransport(server, maxBytes, progress, MAPPER, stop);
  }

  static McpClientTransport http(Server.Http server, int maxBytes, GuardedHttpClient client) {
    HttpRequest.Builder requests = HttpRequest.newBuilder();
    server.headers().forEach(requests::header);
    TargetUrl url = server.url().withQuery(server.secretQuery());
    String base = url.origin() + "/";
    return HttpClientStreamableHttpTransport.builder(base)
        .endpoint(url.pathAndQuery())
        .clientBuilder(new ClientOnce(client))
        .requestBuilder(requests)
        .jsonMapper(MAPPER)
        .maxResponseSize(maxBytes)
        .build();
  }
}
