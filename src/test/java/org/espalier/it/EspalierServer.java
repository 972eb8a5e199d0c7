package org.espalier.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The packaged WAR in a Payara Micro process of its own, started by {@code ./espalier} as a user
 * would.
 *
 * <p>Created stopped; {@link #start} and {@link #stop} (or {@link #kill9}) may be called any number
 * of times and keep port and data directory. Closing stops the server and deletes the directory.
 * Not thread-safe.
 */
public final class EspalierServer implements AutoCloseable {
  private static final Path HOME = Path.of("").toAbsolutePath();
  private static final Duration START_BOUND = Duration.ofSeconds(600);
  private static final Duration STOP_BOUND = Duration.ofSeconds(60);
  private static final int TAIL_LINES = 60;

  /** Half of what a start costs is the second compiler's work, which few tests repay. */
  private static final String FEW_COMPILATIONS = "-XX:TieredStopAtLevel=1";

  /** Below the ports that a kernel gives to whoever asks for any. */
  private static final int FIRST_PORT = 12_000;

  private static final int PORTS = 18_000;

  private final Path dataDir;
  private final int port;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * On a free port and a fresh data directory, with all defaults but one: callers need no key. What
   * needs one is tested by itself.
   */
  public EspalierServer() {
    this("none");
  }

  /** The same, with callers that are known by their keys. */
  public static EspalierServer withKeys() {
    return new EspalierServer("keys");
  }

  private EspalierServer(String authentication) {
    environment.put("ESPALIER_AUTH_MODE", authentication);
    try {
      this.dataDir = Leftovers.of(Files.createTempDirectory("espalier-it"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.port = freePort();
    with("ESPALIER_JAVA_OPTS", FEW_COMPILATIONS);
  }

  /** With the launcher's own options for the JVM, as for a user. */
  public EspalierServer asForAUser() {
    return with("ESPALIER_JAVA_OPTS", "");
  }

  /** Sets a variable of the server's environment, such as {@code ESPALIER_NODE_LEASE}. */
  public EspalierServer with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Runs the server on this database instead of the embedded H2. */
  public EspalierServer on(Postgres postgres) {
    return with("ESPALIER_DB_URL", postgres.url())
        .with("ESPALIER_DB_USER", postgres.user())
        .with("ESPALIER_DB_PASSWORD", postgres.password());
  }

  /**
   * A port of the loopback interface that was free a moment ago, and that nobody gets by chance
   * until it is used: no connection to another server has it for its own end.
   */
  public static int freePort() {
    int port;
    do {
      port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
    } while (!isFree(port));
    return port;
  }

  /** Starts the server and waits until it serves. */
  public EspalierServer start() {
    Command up = launch("up");
    if (up.exit() != 0) {
      throw new AssertionError("the server did not start: " + up.output() + logTail());
    }
    return this;
  }

  /** Runs {@code ./espalier} with this command on this server's port and data directory. */
  public Command launch(String command, String... options) {
    List<String> words =
        new ArrayList<>(List.of(HOME.resolve("espalier").toString(), command, "--no-build"));
    words.addAll(List.of("--port", Integer.toString(port), "--data-dir", dataDir.toString()));
    words.addAll(List.of(options));
    return Command.run(HOME, environment, START_BOUND, words);
  }

  public URI baseUri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public int port() {
    return port;
  }

  public Path dataDir() {
    return dataDir;
  }

  /** A client for requests to this server. */
  public Http http() {
    return new Http(baseUri());
  }

  /** The process id of the running server. */
  public long pid() {
    try (Stream<String> lines = Files.lines(stateFile())) {
      return Long.parseLong(lines.findFirst().orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException("the server does not run", e);
    }
  }

  private Path stateFile() {
    return dataDir.resolve("run/server.state");
  }

  /** Ends the server the way {@code ./espalier stop} does; nothing when it does not run. */
  public void stop() {
    Command stop = launch("stop");
    if (stop.exit() != 0) {
      throw new AssertionError(stop.output() + logTail());
    }
  }

  /** Kills the server without a word (SIGKILL), and waits until it is gone. */
  public void kill9() {
    ProcessHandle process = process();
    signal("KILL");
    Await.until("the server is gone", STOP_BOUND, () -> !process.isAlive() || isZombie(process));
    Await.until("its port is free", STOP_BOUND, this::isPortFree);
  }

  /**
   * Begins a start and kills the process (SIGKILL) in the middle of it, or just after it.
   *
   * @param pause how long to let it live, once there is a process
   */
  public void killWhileStarting(Runnable pause) {
    Optional<Long> before = Files.exists(stateFile()) ? Optional.of(pid()) : Optional.empty();
    CompletableFuture<Command> up = CompletableFuture.supplyAsync(() -> launch("up"));
    Await.until(
        "a process is started",
        START_BOUND,
        () -> up.isDone() || !Optional.of(pid()).equals(before));
    ProcessHandle process = process();
    pause.run();
    process.destroyForcibly();
    Await.until("the server is gone", STOP_BOUND, () -> !process.isAlive() || isZombie(process));
    Await.until("its port is free", STOP_BOUND, this::isPortFree);
    up.join();
  }

  /** The kernel closes a killed process's sockets a moment after the process. */
  private boolean isPortFree() {
    return isFree(port);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Stops the process where it stands (SIGSTOP) until {@link #resume}. */
  public void pause() {
    signal("STOP");
  }

  /** Lets a paused process go on (SIGCONT). */
  public void resume() {
    signal("CONT");
  }

  /** Stops the server and starts it again on the same data. */
  public void restart() {
    stop();
    start();
  }

  private ProcessHandle process() {
    return ProcessHandle.of(pid()).orElseThrow();
  }

  /** Killed, and not yet collected by whoever is its parent now. */
  private static boolean isZombie(ProcessHandle process) throws IOException {
    Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
    return Files.exists(stat) && Files.readString(stat).contains(") Z ");
  }

  private void signal(String name) {
    Command kill =
        Command.run(HOME, Map.of(), STOP_BOUND, List.of("kill", "-" + name, Long.toString(pid())));
    if (kill.exit() != 0) {
      throw new AssertionError(kill.output());
    }
  }

  /** The end of the server's log, for the message of a failing test. */
  public String logTail() {
    Path log = dataDir.resolve("log/server.log");
    if (!Files.exists(log)) {
      return "\n(no log)";
    }
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      int from = Math.max(0, lines.size() - TAIL_LINES);
      return "\nThe end of " + log + ":\n" + String.join("\n", lines.subList(from, lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (Files.exists(stateFile())) {
      wake();
      stop();
    }
    delete(dataDir);
  }

  /** A paused process would not hear that it is to end. */
  private void wake() {
    Command.run(HOME, Map.of(), STOP_BOUND, List.of("kill", "-CONT", Long.toString(pid())));
  }

  /** Deletes a directory with all in it, if it is there. */
  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
