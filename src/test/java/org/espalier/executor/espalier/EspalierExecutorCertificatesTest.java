package org.espalier.executor.espalier;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.PrivateServer;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.PeerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EspalierExecutorCertificatesTest {
  @Test // #19
  void trustsAPrivateAuthorityAndShowsACertificate(@TempDir Path directory) throws Exception {
    EspalierExecutor executor =
        EspalierExecutor.standalone(
            new EgressGuard(new EgressSettings(List.of("127.0.0.1"))),
            new PeerSettings(
                "espalier", 1 << 20, Duration.ofSeconds(1), 30, Duration.ofMinutes(5)));
    try (PrivateServer server = PrivateServer.start(directory)) {
      server.assertKnows(
          executor,
          Json.readObject(
              "{\"base_url\":\"%s\",\"timeout\":30,\"tasks\":[{\"name\":\"a\"}]}"
                  .formatted(server.url())));
    } finally {
      executor.close();
    }
  }
}
