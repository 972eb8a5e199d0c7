package org.espalier.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.espalier.executor.jms.TestBroker;

/**
 * What is beside Espalier on Payara Micro: the application {@code shop}, and a JMS broker outside,
 * reached through the resource adapter of ActiveMQ Artemis.
 */
final class JmsBeside implements AutoCloseable {
  private static final String RAR_PARTS =
      ".*/(artemis-(jakarta-ra|jakarta-client|jakarta-service-extensions|core-client|commons|selector)"
          + "|netty-(?!.*(linux|osx))|slf4j-api|commons-(beanutils|logging|collections)-)[^/]*\\.jar";

  private final Path directory;
  private final int port = EspalierServer.freePort();
  private final TestBroker broker;

  /** Starts the broker; what is to be deployed is written into the directory. */
  JmsBeside(Path directory) {
    this.directory = directory;
    try {
      this.broker = new TestBroker(directory.resolve("broker"), Optional.of(port));
    } catch (Exception e) {
      throw new IllegalStateException("the broker did not start", e);
    }
  }

  /** For {@code ESPALIER_DEPLOY}. */
  String deploy() {
    try {
      Path commands = Files.write(directory.resolve("jms.asadmin"), commands());
      return "%s:%s:%s".formatted(TestApp.war("shop", directory), rar(), commands);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> commands() {
    return List.of(
        "create-connector-connection-pool --raname artemis --connectiondefinition org.apache.activemq.artemis.ra.ActiveMQRAConnectionFactory --transactionsupport NoTransaction --maxpoolsize 64 --property ConnectorClassName=org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory:ConnectionParameters=\"host\\=127.0.0.1;port\\=%d\" artemis-pool"
            .formatted(port),
        "create-connector-resource --poolname artemis-pool jms/artemis",
        "create-admin-object --restype jakarta.jms.Queue --raname artemis --property Address=ask jms/ask",
        "create-admin-object --restype jakarta.jms.Queue --raname artemis --property Address=parked jms/parked");
  }

  private Path rar() throws IOException {
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

  @Override
  public void close() {
    try {
      broker.close();
    } catch (Exception e) {
      throw new IllegalStateException("the broker did not stop", e);
    }
  }
}
