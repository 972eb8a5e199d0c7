package org.espalier.executor.scrape;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.PrivateServer;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.ScrapeSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ScrapeExecutorCertificatesTest {
  @Test // #19
  void trustsAPrivateAuthorityAndShowsACertificate(@TempDir Path directory) throws Exception {
    ScrapeExecutor executor =
        ScrapeExecutor.standalone(
            new EgressGuard(new EgressSettings(List.of("127.0.0.1"))),
            new ScrapeSettings("Mole/1.0", 1 << 20, Duration.ofHours(1)));
    try (PrivateServer server = PrivateServer.start(directory)) {
      server.assertKnows(executor, Json.object().put("url", server.url()));
    } finally {
      executor.close();
    }
  }
}
