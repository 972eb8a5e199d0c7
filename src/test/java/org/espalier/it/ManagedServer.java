package org.espalier.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.impl.client.deployment.AnnotationDeploymentScenarioGenerator;
import org.jboss.arquillian.container.test.spi.client.deployment.DeploymentScenarioGenerator;
import org.jboss.arquillian.core.spi.LoadableExtension;

/**
 * The server that Arquillian starts, Payara Micro or (with {@code -Darquillian.launch=wildfly})
 * WildFly: Espalier on H2 with all defaults but a short pause, configured by {@code server-config}.
 * Found by Arquillian, which makes one for all test classes.
 */
public final class ManagedServer implements LoadableExtension {
  static final int PORT = EspalierServer.freePort();

  /** Whoever calls may, and a pause does not wait half a minute for what runs. */
  private static final String SETTINGS =
      "-Despalier.auth.mode=none -Despalier.engine.pause-grace=PT1S";

  /** For Arquillian. */
  public ManagedServer() {}

  /** Where the server serves, once a test class of Arquillian's has begun. */
  static URI baseUri() {
    return URI.create("http://127.0.0.1:" + PORT);
  }

  static boolean isWildFly() {
    return System.getProperty("arquillian.launch", "payara").equals("wildfly");
  }

  @Override
  public void register(ExtensionBuilder builder) {
    try {
      configure();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    builder.override(
        DeploymentScenarioGenerator.class,
        AnnotationDeploymentScenarioGenerator.class,
        TestableWar.class);
    builder.observer(OneDeployment.class);
  }

  private static void configure() throws IOException {
    Path base = Leftovers.of(Files.createTempDirectory("espalier-managed"));
    set("port", "" + PORT);
    if (isWildFly()) {
      configureWildFly(base);
    } else {
      configurePayara(base);
    }
  }

  private static void configurePayara(Path base) throws IOException {
    List<String> commands = new ArrayList<>();
    for (String file : List.of("server.asadmin", "h2.asadmin")) {
      for (String line : Files.readAllLines(Path.of("server-config/payara", file))) {
        commands.add(
            line.replace("${ENV=ESPALIER_DATA_DIR}", base.toString())
                .replace("${ENV=ESPALIER_ADDRESS}", "127.0.0.1"));
      }
    }
    Path preboot = Files.write(base.resolve("preboot.asadmin"), commands);
    Path logging = base.resolve("logging.properties");
    // The connector waits for the summary of the boot, and reads there what is deployed.
    Files.writeString(
        logging,
        Files.readString(Path.of("server-config/payara/logging.properties"))
            .replace("PayaraMicro.level=WARNING", "PayaraMicro.level=INFO"),
        StandardCharsets.UTF_8);
    // Most of what a boot costs is the second compiler's work, which no test here repays.
    set(
        "jvm",
        "-XX:+UseParallelGC -XX:TieredStopAtLevel=1 " + SETTINGS + " -Djava.io.tmpdir=" + base);
    set(
        "arguments",
        "--prebootcommandfile %s --logproperties %s --rootdir %s --port %d --nohazelcast --disablephonehome"
            .formatted(preboot, logging, base.resolve("payara"), PORT));
  }

  private static void configureWildFly(Path base) throws IOException {
    WildFlyServer.layOut(base, "standalone.xml", List.of());
    int management = EspalierServer.freePort();
    set("home", WildFlyServer.unpacked().toString());
    set("management", "" + management);
    set(
        "jvm",
        "%2$s -Denv.ESPALIER_DATA_DIR=%1$s -Djboss.server.base.dir=%1$s".formatted(base, SETTINGS));
    set(
        "arguments",
        "-b=127.0.0.1 -Djboss.server.base.dir=%s -Djboss.http.port=%d -Djboss.https.port=%d -Djboss.management.http.port=%d"
            .formatted(base, PORT, EspalierServer.freePort(), management));
  }

  private static void set(String name, String value) {
    System.setProperty("espalier.managed." + name, value);
  }
}
