package org.espalier.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Other applications beside Espalier on WildFly, and the JMS broker it has built in. */
class WildFlyBeansIT implements JmsContract {
  @TempDir static Path directory;
  private static WildFlyServer server;

  @BeforeAll
  static void start() {
    Map<String, String> environment = new HashMap<>(ServerBeansContract.environment());
    environment.put("ESPALIER_EXECUTORS_JMS_ALLOW", "java:/JmsXA, java:/jms/queue/*");
    server =
        new WildFlyServer(
            "standalone-full.xml",
            environment,
            List.of(
                queue("ask"),
                queue("parked"),
                "/socket-binding-group=standard-sockets/socket-binding=iiop:write-attribute(name=port,value=%d)"
                    .formatted(EspalierServer.freePort()),
                "/socket-binding-group=standard-sockets/socket-binding=iiop-ssl:write-attribute(name=port,value=%d)"
                    .formatted(EspalierServer.freePort())),
            List.of(TestApp.war("shop", directory), TestApp.war("replier", directory)));
  }

  private static String queue(String name) {
    return "/subsystem=messaging-activemq/server=default/jms-queue=%1$s:add(entries=[\"java:/jms/queue/%1$s\"])"
        .formatted(name);
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @Override
  public Http http() {
    return server.http();
  }

  @Override
  public String connectionFactory() {
    return "java:/JmsXA";
  }

  @Override
  public String askQueue() {
    return "java:/jms/queue/ask";
  }

  @Override
  public String parkedQueue() {
    return "java:/jms/queue/parked";
  }
}
