package org.espalier.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The packaged WAR in a WildFly process, on H2, configured by {@code server-config/wildfly}.
 *
 * <p>The distribution is unpacked by the Maven profile {@code wildfly}; everything that is written
 * goes to a scratch directory. Started by the constructor, stopped by {@link #close}.
 */
public final class WildFlyServer implements AutoCloseable {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final Duration START_BOUND = Duration.ofSeconds(120);
  private static final Duration STOP_BOUND = Duration.ofSeconds(60);

  private final Path home;
  private final Path base;
  private final int port = EspalierServer.freePort();
  private final String profile;
  private final Map<String, String> environment;
  private final Process process;

  /** Espalier alone, with all defaults. */
  public WildFlyServer() {
    this("standalone.xml", Map.of(), List.of(), List.of());
  }

  /**
   * Espalier beside other applications.
   *
   * @param profile {@code standalone.xml}, or {@code standalone-full.xml} with a JMS broker
   * @param environment settings
   * @param commands of jboss-cli, after those of {@code server-config}
   * @param others files to deploy
   */
  public WildFlyServer(
      String profile, Map<String, String> environment, List<String> commands, List<Path> others) {
    this.profile = profile;
    this.environment = environment;
    try {
      this.home = unpacked();
      this.base = Leftovers.of(Files.createTempDirectory("espalier-wildfly"));
      layOut(base, profile, commands);
      for (Path other : others) {
        Files.copy(other, base.resolve("deployments").resolve(other.getFileName()));
      }
      Files.copy(PROJECT.resolve("target/espalier.war"), base.resolve("deployments/espalier.war"));
      this.process = start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean up = false;
    try {
      Await.until("WildFly serves", START_BOUND, this::isUp);
      up = true;
    } finally {
      if (!up) {
        process.destroy();
      }
    }
  }

  /** Where the distribution is. */
  static Path unpacked() throws IOException {
    try (Stream<Path> directories = Files.list(PROJECT.resolve("target/wildfly"))) {
      return directories.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  /**
   * Makes a base directory with Espalier's configuration.
   *
   * @param more commands of jboss-cli, after those of {@code server-config}
   */
  static void layOut(Path base, String profile, List<String> more) throws IOException {
    Path home = unpacked();
    Files.createDirectories(base.resolve("deployments"));
    Path configuration = Files.createDirectories(base.resolve("configuration"));
    try (Stream<Path> files = Files.list(home.resolve("standalone/configuration"))) {
      for (Path file : files.toList()) {
        Files.copy(file, configuration.resolve(file.getFileName()));
      }
    }
    configure(home, base, profile, more);
  }

  /** Runs the configuration's commands on an embedded server, which needs no port. */
  private static void configure(Path home, Path base, String profile, List<String> more)
      throws IOException {
    List<String> commands = new ArrayList<>(List.of("embed-server --server-config=" + profile));
    for (String file : List.of("h2.cli", "server.cli")) {
      commands.addAll(Files.readAllLines(PROJECT.resolve("server-config/wildfly").resolve(file)));
    }
    commands.addAll(more);
    commands.add("stop-embedded-server");
    Path script = Files.write(base.resolve("configure.cli"), commands);
    Command cli =
        Command.run(
            base,
            Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "JAVA_OPTS",
                "-Djboss.server.base.dir=" + base),
            START_BOUND,
            List.of(home.resolve("bin/jboss-cli.sh").toString(), "--file=" + script));
    if (cli.exit() != 0) {
      throw new AssertionError("WildFly's configuration failed: " + cli.output());
    }
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        Leftovers.of(
                new ProcessBuilder(
                    home.resolve("bin/standalone.sh").toString(),
                    "-c=" + profile,
                    "-b=127.0.0.1",
                    "-Djboss.server.base.dir=" + base,
                    "-Djboss.http.port=" + port,
                    "-Djboss.https.port=" + EspalierServer.freePort(),
                    "-Djboss.management.http.port=" + EspalierServer.freePort()))
            .redirectErrorStream(true)
            .redirectOutput(log().toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ESPALIER_"));
    builder.environment().put("ESPALIER_DATA_DIR", base.toString());
    builder.environment().put("ESPALIER_AUTH_MODE", "none");
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Makes the script hand SIGTERM on to the server.
    builder.environment().put("LAUNCH_JBOSS_IN_BACKGROUND", "true");
    return builder.start();
  }

  /** Deploys the WAR anew in the running server, and waits until it serves again. */
  public void redeploy() throws IOException {
    Path marker = base.resolve("deployments/espalier.war.dodeploy");
    Path deployed = base.resolve("deployments/espalier.war.deployed");
    Files.createFile(marker);
    Await.until(
        "the deployment is replaced",
        START_BOUND,
        () -> !Files.exists(marker) && Files.exists(deployed));
    Await.until("WildFly serves", START_BOUND, this::isUp);
  }

  private boolean isUp() throws IOException {
    if (!process.isAlive() || Files.readString(log()).contains("started (with errors)")) {
      throw new AssertionError("Espalier did not start on WildFly: " + faults());
    }
    return http().get("/api/health").status() == 200;
  }

  private String faults() throws IOException {
    try (Stream<String> lines = Files.lines(log())) {
      return lines
          .filter(line -> line.contains("ERROR") || line.contains("Caused by"))
          .collect(Collectors.joining("\n"));
    }
  }

  public URI baseUri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public Http http() {
    return new Http(baseUri());
  }

  /** What the server has written so far. */
  String logText() throws IOException {
    return Files.readString(log());
  }

  private Path log() {
    return base.resolve("console.log");
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    Await.until("WildFly has ended", STOP_BOUND, () -> !process.isAlive());
    try (Stream<Path> paths = Files.walk(base)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
