package org.espalier.executor.mcp;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.http.TargetUrl;
import org.espalier.executor.http.TlsIdentity;

/** Where the server is. Immutable. */
sealed interface Server {
  /** As it stands in inputs and results. */
  String transport();

  /** For messages. */
  String describe();

  /**
   * A program to start, as the settings allow it.
   *
   * @param command resolved program and its arguments
   * @param environment all variables it sees
   * @param directory where it works
   */
  record Stdio(List<String> command, Map<String, String> environment, Path directory)
      implements Server {
    @Override
    public String transport() {
      return "stdio";
    }

    @Override
    public String describe() {
      return "MCP server " + Path.of(command.get(0)).getFileName();
    }
  }

  /**
   * A server behind a URL.
   *
   * @param url the endpoint
   * @param secretQuery added to the URL's query; empty for nothing
   * @param headers of every request
   * @param verify whether the certificate is checked
   * @param tls whom to trust and who we are; empty for what the JVM has
   */
  record Http(
      TargetUrl url,
      String secretQuery,
      Map<String, String> headers,
      boolean verify,
      Optional<TlsIdentity> tls)
      implements Server {
    @Override
    public String transport() {
      return "http";
    }

    @Override
    public String describe() {
      return "MCP server " + url.withoutQuery();
    }
  }
}
