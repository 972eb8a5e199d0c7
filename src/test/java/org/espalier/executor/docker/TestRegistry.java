package org.espalier.executor.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.espalier.it.Await;
import org.espalier.it.EspalierServer;
import org.espalier.it.Leftovers;

/** A real registry of images with one user, {@code puller} with the password {@code pull-pw}. */
final class TestRegistry implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");
  private static final String USER =
      "puller:$2y$05$NWq.YA4h2y5Rk.QflQZFJu9cQIMomYsITPATBNj5b1mrG5hoyEghW";

  private final int port;
  private final Process process;

  private TestRegistry(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  static TestRegistry start(Path directory) throws IOException {
    assumeTrue(
        Files.exists(PROGRAM) || System.getenv("CI") != null,
        "SKIPPED: no registry here; apt-get install docker-registry");
    int port = EspalierServer.freePort();
    Path users = Files.writeString(directory.resolve("users"), USER + "\n");
    Path config =
        Files.writeString(
            directory.resolve("config.yml"),
            """
            version: 0.1
            storage: {filesystem: {rootdirectory: %s/data}}
            http: {addr: '127.0.0.1:%d'}
            auth: {htpasswd: {realm: test, path: %s}}
            """
                .formatted(directory, port, users));
    Process process =
        Leftovers.of(new ProcessBuilder(PROGRAM.toString(), "serve", config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Await.until("the registry answers", Duration.ofSeconds(150), () -> status(port) == 401);
    return new TestRegistry(port, process);
  }

  private static int status(int port) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port + "/v2/").toURL().openConnection();
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  String image(String name) {
    return "127.0.0.1:" + port + "/" + name;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
