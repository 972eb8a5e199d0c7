package org.espalier.executor.grpc;

import java.time.Duration;
import org.espalier.executor.Contexts;
import org.espalier.json.Json;
import org.espalier.settings.GrpcSettings;

/** Requests that say only what matters to a test. */
final class Requests {
  private Requests() {}

  static GrpcRequest to(String service, String method) {
    return GrpcRequest.read(
        Contexts.of(
            Json.object()
                .put("server", "127.0.0.1:1")
                .put("service", service)
                .put("method", method)),
        new GrpcSettings(1 << 20, Duration.ofHours(1)));
  }
}
