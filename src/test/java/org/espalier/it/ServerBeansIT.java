package org.espalier.it;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Another application beside Espalier on Payara Micro. */
class ServerBeansIT implements ServerBeansContract {
  @TempDir static Path directory;
  private static EspalierServer server;

  @BeforeAll
  static void start() {
    server =
        new EspalierServer().with("ESPALIER_DEPLOY", TestApp.war("shop", directory).toString());
    ServerBeansContract.environment().forEach(server::with);
    server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  public Http http() {
    return server.http();
  }
}
