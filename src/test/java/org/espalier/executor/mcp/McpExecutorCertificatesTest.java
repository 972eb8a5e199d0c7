package org.espalier.executor.mcp;

import java.nio.file.Path;
import java.util.List;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.PrivateServer;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.McpSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class McpExecutorCertificatesTest {
  @Test // #19
  void trustsAPrivateAuthorityAndShowsACertificate(@TempDir Path directory) throws Exception {
    McpExecutor executor =
        McpExecutor.standalone(
            new EgressGuard(new EgressSettings(List.of("127.0.0.1"))),
            new McpSettings(1 << 20, false, List.of(), List.of(), List.of(), ""));
    try (PrivateServer server = PrivateServer.start(directory)) {
      server.assertKnows(
          executor,
          Json.object()
              .put("transport", "http")
              .put("url", server.url())
              .put("operation", "list_tools"));
    } finally {
      executor.close();
    }
  }
}
