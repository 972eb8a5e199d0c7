package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./espalier} says when it cannot start a server; no server is started here. */
class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "bash", "cat", "cksum", "cp", "dirname", "env", "find", "grep", "head", "mkdir", "mv",
          "rm", "sed", "sleep", "tail", "touch", "tr", "wc");

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private Path tools;

  /** A checkout that was never built, and a PATH with neither Java nor Maven on it. */
  @BeforeEach
  void layOut() throws IOException {
    Files.copy(Path.of("espalier"), directory.resolve("espalier"));
    directory.resolve("espalier").toFile().setExecutable(true);
    Files.createDirectories(directory.resolve("src/main"));
    Files.createFile(directory.resolve("pom.xml"));
    tools = Files.createDirectory(directory.resolve("tools"));
    for (String tool : TOOLS) {
      script(tool, "exec " + locate(tool) + " \"$@\"");
    }
    environment.put("PATH", tools.toString());
    environment.put("JAVA_HOME", "");
  }

  @Test
  void asksForAJdk() {
    assertThat(failing("up"))
        .isEqualTo("No Java found; install a JDK 17 or later, or set JAVA_HOME.");
  }

  @Test
  void refusesAnOldJava() throws IOException {
    script("java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");

    assertThat(failing("up"))
        .isEqualTo(
            tools.resolve("java") + " is Java 11; Java 17 or later is needed (set JAVA_HOME).");
  }

  @Test
  void understandsTheOldWayOfCountingVersions() throws IOException {
    script("java", "echo 'java version \"1.8.0_402\"' >&2");

    assertThat(failing("up")).contains("is Java 8;");
  }

  @Test
  void refusesAJavaHomeWithoutJava() {
    environment.put("JAVA_HOME", directory.toString());

    assertThat(failing("up"))
        .startsWith("JAVA_HOME is " + directory + ", but there is no bin/java");
  }

  @Test
  void asksForMaven() throws IOException {
    script("java", "echo 'openjdk version \"17.0.1\"' >&2");

    assertThat(failing("up"))
        .isEqualTo(
            "Espalier is not built yet and there is no Maven (mvn) on the PATH to build it;"
                + " install Maven.");
  }

  @Test
  void asksForACompilerWhenItMustBuild() throws IOException {
    script("java", "echo 'openjdk version \"17.0.1\"' >&2");
    script("mvn", "exit 0");

    assertThat(failing("up")).startsWith("Building needs a JDK");
  }

  @Test // #19
  void endsAServerByForceThatDoesNotStopInTimeAndSaysSo() throws Exception {
    Process server = stubborn();
    environment.put("ESPALIER_STOP_SECONDS", "2");
    Command stop = launch("stop", "--data-dir", directory.toString());

    assertThat(stop.exit()).as(stop.output()).isZero();
    assertThat(stop.output())
        .startsWith("Espalier (pid %d) had not ended after 2 seconds".formatted(server.pid()))
        .contains("ended by force (SIGKILL)", "goes on at the next start");
    assertThat(server.isAlive()).isFalse();
    assertThat(launch("status", "--data-dir", directory.toString()).output())
        .startsWith("Espalier is not running");
  }

  @Test // #19
  void doesNotSayThatAServerIsUpThatDoesNotAnswer() throws Exception {
    Process server = stubborn();

    assertThat(failing("up", "--data-dir", directory.toString()))
        .startsWith(
            "Espalier (pid %d) runs on this data directory, but does not answer"
                .formatted(server.pid()))
        .contains("./espalier stop ends it");
    Files.writeString(
        directory.resolve("run/server.stopping"), server.pid() + " " + started(server) + "\n");
    Command status = launch("status", "--data-dir", directory.toString());
    assertThat(status.exit()).isEqualTo(1);
    assertThat(status.output()).startsWith("Espalier is stopping (pid %d)".formatted(server.pid()));
    server.destroyForcibly();
  }

  @Test // #19
  void refusesABoundThatIsNoNumber() {
    environment.put("ESPALIER_STOP_SECONDS", "soon");

    assertThat(failing("stop"))
        .isEqualTo("ESPALIER_STOP_SECONDS must be a number of seconds, not soon.");
  }

  /** A process that hears no SIGTERM and listens nowhere, in the place of a server. */
  private Process stubborn() throws IOException {
    Process process =
        Leftovers.of(
                new ProcessBuilder("sh", "-c", "trap '' TERM; echo on; while :; do sleep 1; done"))
            .start();
    process.inputReader().readLine();
    Path run = Files.createDirectories(directory.resolve("run"));
    Files.write(
        run.resolve("server.state"),
        List.of("" + process.pid(), started(process), "http://127.0.0.1:1"));
    return process;
  }

  /** When it began, as the kernel counts; see proc(5). */
  private static String started(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
  }

  @Test
  void refusesADataDirectoryItCannotWrite() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThat(failing("up", "--data-dir", file.toString()))
        .isEqualTo(
            "The data directory "
                + file
                + " cannot be written to; choose another with --data-dir.");
  }

  @Test
  void refusesAPortThatIsNone() {
    assertThat(failing("up", "--port", "80808"))
        .isEqualTo("--port must be a number from 1 to 65535, not 80808.");
    assertThat(failing("up", "--port")).isEqualTo("--port needs a value.");
  }

  @Test
  void refusesADatabaseItDoesNotKnow() {
    environment.put("ESPALIER_DB_URL", "jdbc:mysql://localhost/x");

    assertThat(failing("up")).startsWith("ESPALIER_DB_URL must be a JDBC URL of PostgreSQL");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThat(failing("fly")).isEqualTo("fly is not a command; see ./espalier help.");
    assertThat(failing("up", "--fast")).isEqualTo("--fast is not an option; see ./espalier help.");
  }

  @Test
  void doesNotTakeAnotherProcessForTheServer() throws IOException {
    Path run = Files.createDirectories(directory.resolve(".espalier/run"));
    long pid = ProcessHandle.current().pid();
    Files.writeString(run.resolve("server.state"), pid + "\n1\nhttp://127.0.0.1:1\n");

    Command status = launch("status");

    assertThat(status.exit()).isEqualTo(3);
    assertThat(status.output()).contains("Espalier is not running");
    assertThat(launch("stop").output()).contains("Espalier is not running");
  }

  @Test
  void explainsItself() {
    assertThat(launch("help").output()).contains("demo", "--data-dir", "ESPALIER_DB_URL");
  }

  /** The sentence of a command that must fail. */
  private String failing(String... words) {
    Command command = launch(words);
    assertThat(command.exit()).as(command.output()).isEqualTo(1);
    assertThat(command.output()).startsWith("espalier: ").hasLineCount(1);
    return command.output().strip().substring("espalier: ".length());
  }

  private Command launch(String... words) {
    List<String> all = new ArrayList<>(List.of(directory.resolve("espalier").toString()));
    all.addAll(List.of(words));
    return Command.run(directory, environment, Duration.ofSeconds(120), all);
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + body + "\n");
    file.toFile().setExecutable(true);
  }

  private static Path locate(String tool) {
    for (String place : System.getenv("PATH").split(":")) {
      Path candidate = Path.of(place, tool);
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    throw new AssertionError("this machine has no " + tool);
  }
}
