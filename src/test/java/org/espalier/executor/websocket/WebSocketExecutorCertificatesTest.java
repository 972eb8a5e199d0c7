package org.espalier.executor.websocket;

import java.nio.file.Path;
import java.util.List;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.PrivateServer;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.WebSocketSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WebSocketExecutorCertificatesTest {
  @Test // #19
  void trustsAPrivateAuthorityAndShowsACertificate(@TempDir Path directory) throws Exception {
    WebSocketExecutor executor =
        WebSocketExecutor.standalone(
            new EgressGuard(new EgressSettings(List.of("127.0.0.1"))),
            new WebSocketSettings(1 << 20, 4 << 20));
    try (PrivateServer server = PrivateServer.start(directory)) {
      server.assertKnows(executor, Json.object().put("url", server.url().replace("https", "wss")));
    } finally {
      executor.close();
    }
  }
}
