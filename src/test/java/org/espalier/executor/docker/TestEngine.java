package org.espalier.executor.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.espalier.it.Await;
import org.espalier.it.EspalierServer;
import org.espalier.it.Leftovers;
import org.espalier.settings.DockerSettings;

/** A real Docker engine, started once for all tests of this JVM and stopped with it. */
final class TestEngine {
  static final String IMAGE = "busybox:local";

  private static final class Holder {
    static final TestEngine ENGINE = start();
  }

  private final Path directory;
  private final int port;
  private final Process daemon;

  private TestEngine(Path directory, int port, Process daemon) {
    this.directory = directory;
    this.port = port;
    this.daemon = daemon;
  }

  /** The engine; skips the test where there is none to start, but not in CI. */
  static TestEngine get() {
    boolean installed =
        Stream.of("/usr/sbin/dockerd", "/usr/bin/busybox").allMatch(f -> Files.exists(Path.of(f)));
    assumeTrue(
        installed || System.getenv("CI") != null,
        "SKIPPED: no Docker engine here; apt-get install docker.io runc iptables busybox-static");
    return Holder.ENGINE;
  }

  private static TestEngine start() {
    try {
      Path directory = Leftovers.of(Files.createTempDirectory("espalier-docker"));
      Path script = directory.resolve("start.sh");
      try (var in = TestEngine.class.getResourceAsStream("start.sh")) {
        Files.copy(in, script);
      }
      int port = EspalierServer.freePort();
      Process daemon =
          Leftovers.of(new ProcessBuilder("sh", script.toString(), directory.toString(), "" + port))
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("dockerd.log").toFile())
              .start();
      TestEngine engine = new TestEngine(directory, port, daemon);
      Runtime.getRuntime().addShutdownHook(new Thread(engine::stop));
      engine.awaitReady();
      return engine;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    try {
      Await.until(
          "the engine answers, see " + directory.resolve("dockerd.log"),
          Duration.ofSeconds(300),
          () -> !docker("version").isEmpty());
      docker("import", "-c", "ENV PATH=/bin", directory.resolve("image.tar").toString(), IMAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stop() {
    daemon.destroy();
    try {
      if (!daemon.waitFor(60, TimeUnit.SECONDS)) {
        daemon.destroyForcibly();
      }
      String tidy = "cd /; umount \"$0/exec/netns/default\" 2>/dev/null; rm -rf \"$0\"";
      run(List.of("sh", "-c", tidy, directory.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the command line client says, on this engine. */
  String docker(String... arguments) throws IOException {
    List<String> command =
        Stream.concat(Stream.of("docker", "-H", socket()), Stream.of(arguments)).toList();
    return run(command);
  }

  private static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes()).strip();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return said;
  }

  String socket() {
    return "unix://" + directory.resolve("docker.sock");
  }

  String tlsHost() {
    return "tcp://127.0.0.1:" + port;
  }

  String certificates() {
    return directory.resolve("certs").toString();
  }

  boolean isItsProcess(ProcessHandle process) {
    return process.equals(daemon.toHandle())
        || daemon.descendants().anyMatch(process::equals)
        || process.parent().filter(daemon.toHandle()::equals).isPresent();
  }

  /** Ids of all containers, running or not. */
  List<String> containers() throws IOException {
    return docker("ps", "-aq", "--no-trunc").lines().filter(line -> !line.isBlank()).toList();
  }

  void awaitRunning() {
    Await.until("a container runs", Duration.ofSeconds(150), () -> !docker("ps", "-q").isBlank());
  }

  void awaitNone() {
    Await.until("no container is left", Duration.ofSeconds(100), () -> containers().isEmpty());
  }

  static DockerSettings settings(String host, String... mounts) {
    return new DockerSettings(
        host,
        "",
        List.of("busybox:local", "127.0.0.1:*/team/*"),
        true,
        List.of(mounts),
        List.of("host"),
        2,
        512 << 20,
        64,
        1 << 20,
        Duration.ofMinutes(10));
  }

  DockerExecutor executor(String... mounts) {
    return DockerExecutor.standalone(settings(socket(), mounts), "n1", Clock.systemUTC());
  }
}
