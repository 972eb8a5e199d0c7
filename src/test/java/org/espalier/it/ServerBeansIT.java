package org.espalier.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.espalier.executor.jms.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another application beside Espalier on Payara Micro, and a JMS broker outside, reached through
 * the resource adapter of ActiveMQ Artemis.
 */
class ServerBeansIT implements JmsContract {
  private static final String RAR_PARTS =
      ".*/(artemis-(jakarta-ra|jakarta-client|jakarta-service-extensions|core-client|commons|selector)"
          + "|netty-(?!.*(linux|osx))|slf4j-api|commons-(beanutils|logging|collections)-)[^/]*\\.jar";

  @TempDir static Path directory;
  private static EspalierServer server;
  private static TestBroker broker;

  @BeforeAll
  static void start() throws Exception {
    int port = EspalierServer.freePort();
    broker = new TestBroker(directory.resolve("broker"), Optional.of(port));
    String deploy =
        "%s:%s:%s"
            .formatted(
                TestApp.war("shop", directory), rar(), Files.write(commandFile(), commands(port)));
    server =
        new EspalierServer()
            .with("ESPALIER_DEPLOY", deploy)
            .with("ESPALIER_EXECUTORS_JMS_ALLOW", "jms/*");
    ServerBeansContract.environment().forEach(server::with);
    server.start();
  }

  private static Path commandFile() {
    return directory.resolve("jms.asadmin");
  }

  private static List<String> commands(int port) {
    return List.of(
        "create-connector-connection-pool --raname artemis --connectiondefinition org.apache.activemq.artemis.ra.ActiveMQRAConnectionFactory --transactionsupport NoTransaction --maxpoolsize 64 --property ConnectorClassName=org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory:ConnectionParameters=\"host\\=127.0.0.1;port\\=%d\" artemis-pool"
            .formatted(port),
        "create-connector-resource --poolname artemis-pool jms/artemis",
        "create-admin-object --restype jakarta.jms.Queue --raname artemis --property Address=ask jms/ask",
        "create-admin-object --restype jakarta.jms.Queue --raname artemis --property Address=parked jms/parked");
  }

  private static Path rar() throws IOException {
    Path rar = directory.resolve("artemis.rar");
    try (OutputStream out = Files.newOutputStream(rar);
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry("META-INF/ra.xml"));
      jar.write(Files.readAllBytes(Path.of("server-config/payara/artemis/ra.xml")));
      for (String path : System.getProperty("java.class.path").split(":")) {
        if (path.matches(RAR_PARTS)) {
          jar.putNextEntry(new JarEntry(Path.of(path).getFileName().toString()));
          jar.write(Files.readAllBytes(Path.of(path)));
        }
      }
    }
    return rar;
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    broker.close();
  }

  @Override
  public Http http() {
    return server.http();
  }

  @Override
  public String connectionFactory() {
    return "jms/artemis";
  }

  @Override
  public String askQueue() {
    return "jms/ask";
  }

  @Override
  public String parkedQueue() {
    return "jms/parked";
  }
}
