package org.espalier.it;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.espalier.executor.mcp.McpServers;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests the one server of the whole run that has all that can be given to a server: secrets,
 * permissions, jars with executors and hooks, a mail server, another application and a JMS broker
 * beside it. As parameters of constructors or methods: an {@link Http} client, the server's {@link
 * URI}, its {@link GreenMail}.
 *
 * <p>A test that needs a setting adds it here, if it does not change what the others see; see
 * {@link DeployedServer} for the server with all defaults.
 */
public final class FurnishedServer implements ParameterResolver {
  private static final System.Logger LOG = System.getLogger(FurnishedServer.class.getName());
  static final String ORIGIN = "http://localhost:3000";
  private static final Namespace RUN = Namespace.create(FurnishedServer.class);

  /** The server, with what it was given. */
  private static final class Furnished implements AutoCloseable {
    private final Path directory = directory();
    private final GreenMail mail =
        new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final JmsBeside beside = new JmsBeside(directory);
    private final EspalierServer server = new EspalierServer();

    Furnished() {
      mail.start();
      dropIn(server);
      allow(server);
      allowMcp(server);
      server
          .with("ESPALIER_DEPLOY", beside.deploy())
          .with("ESPALIER_EXECUTORS_EMAIL_FROM", "me@example.com")
          .with("ESPALIER_EXECUTORS_EMAIL_SMTP_HOST", "127.0.0.1")
          .with("ESPALIER_EXECUTORS_EMAIL_SMTP_PORT", "" + mail.getSmtp().getPort())
          .with("ESPALIER_EXECUTORS_EMAIL_SMTP_SECURITY", "none")
          .start();
    }

    private static Path directory() {
      try {
        return Leftovers.of(Files.createTempDirectory("espalier-furnished"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void dropIn(EspalierServer server) {
      try {
        Path jars = Files.createDirectory(directory.resolve("jars"));
        DropIn.jar(jars, JobControlExecutor.class);
        server.with("ESPALIER_EXECUTORS_DIR", jars.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void allow(EspalierServer server) {
      server
          .with("ESPALIER_EGRESS_ALLOW", "127.0.0.1")
          .with("ESPALIER_CORS_ORIGINS", ORIGIN)
          .with("ESPALIER_WEBHOOK_SECRET", "out")
          .with("ESPALIER_WEBHOOK_TRIGGER_SECRET", "in")
          .with("ESPALIER_DEMO_SLEEP_SCALE", "0.01")
          .with("ESPALIER_ENGINE_PAUSE_GRACE", "PT0.5S")
          .with("ESPALIER_EXECUTORS_SQL_OWN_DATABASE", "true")
          .with("ESPALIER_EXECUTORS_SQL_EMBEDDED", "true")
          .with("ESPALIER_EXECUTORS_SQL_DATASOURCES", "main")
          .with("ESPALIER_EXECUTORS_SQL_MAIN_JNDI", "java:comp/DefaultDataSource")
          .with("ESPALIER_EXECUTORS_JMS_ALLOW", "jms/*");
      ServerBeansContract.environment().forEach(server::with);
    }

    private static void allowMcp(EspalierServer server) {
      try {
        server
            .with("ESPALIER_EXECUTORS_MCP_STDIO_ENABLED", "true")
            .with(
                "ESPALIER_EXECUTORS_MCP_STDIO_PROGRAMS",
                McpServers.program("server-everything").toString());
      } catch (TestAbortedException e) {
        LOG.log(System.Logger.Level.INFO, e.getMessage());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      server.close();
      mail.stop();
      beside.close();
      EspalierServer.delete(directory);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return Set.of(Http.class, URI.class, GreenMail.class)
        .contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Furnished furnished =
        context
            .getRoot()
            .getStore(RUN)
            .getOrComputeIfAbsent(Furnished.class, c -> new Furnished(), Furnished.class);
    Class<?> type = parameter.getParameter().getType();
    if (type == GreenMail.class) {
      return furnished.mail;
    }
    return type == URI.class ? furnished.server.baseUri() : furnished.server.http();
  }
}
