package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.net.URI;
import java.net.http.HttpRequest;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.http.GuardedHttpClient;

/** The two ways to a server. */
final class Transports {
  private static final McpJsonMapper MAPPER = new JacksonMcpJsonMapper(new JsonMapper());

  private Transports() {}

  static McpClientTransport stdio(
      Server.Stdio server, int maxBytes, ProgressListener progress, Stop stop) {
    return new StdioTransport(server, maxBytes, progress, MAPPER, stop);
  }

  /** Path and query. The library resolves it, and would take {@code //a} for a host. */
  private static String endpoint(URI uri) {
    String path = (uri.getRawPath().startsWith("//") ? "/." : "") + uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  static McpClientTransport http(Server.Http server, int maxBytes, GuardedHttpClient client) {
    HttpRequest.Builder requests = HttpRequest.newBuilder();
    server.headers().forEach(requests::header);
    URI uri = server.url().withQuery(server.secretQuery()).toUri();
    String base = uri.getScheme() + "://" + uri.getRawAuthority() + "/";
    return HttpClientStreamableHttpTransport.builder(base)
        .endpoint(endpoint(uri))
        .clientBuilder(new ClientOnce(client))
        .requestBuilder(requests)
        .jsonMapper(MAPPER)
        .maxResponseSize(maxBytes)
        .build();
  }
}
