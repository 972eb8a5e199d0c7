package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/custom-executors.md and docs/hooks.md, built and deployed as they say. */
class CustomExecutorsIT {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern LISTING =
      Pattern.compile("```(java|json|xml)\\n(.*?)```", Pattern.DOTALL);
  private static final String NEEDED =
      Arrays.stream(System.getProperty("java.class.path").split(":"))
          .filter(
              path ->
                  path.matches(
                      ".*/(jackson-(core|databind|annotations)|jspecify|jakarta\\.inject|jakarta\\.jakartaee)[^/]*\\.jar"))
          .collect(Collectors.joining(":"));

  @TempDir static Path jars;
  private static EspalierServer server;
  private static ServerSocket door;
  private static Http http;

  @BeforeAll
  static void start() throws IOException {
    Files.copy(new ExampleProject().build(), jars.resolve("custom-executor.jar"));
    door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    server =
        new EspalierServer()
            .with("ESPALIER_EXECUTORS_DIR", jars.toString())
            .with("ESPALIER_EGRESS_ALLOW", "127.0.0.1:" + door.getLocalPort())
            .start();
    http = server.http();
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
    if (door != null) {
      door.close();
    }
  }

  private static List<String> listings(String page) throws IOException {
    List<String> listings = new ArrayList<>();
    Matcher matcher = LISTING.matcher(Files.readString(Path.of("docs", page)));
    while (matcher.find()) {
      listings.add(matcher.group(2));
    }
    return listings;
  }

  private static String request() throws IOException {
    return listings("custom-executors.md").stream()
        .filter(listing -> listing.startsWith("{\"tasks\""))
        .findFirst()
        .orElseThrow();
  }

  /** What is printed on a page is a file of the example, or lines of its POM. */
  @Test
  void whatThePagesShowIsTheExample() throws IOException { // #19
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(ExampleProject.SOURCES)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.add(Files.readString(file).replaceAll("\\s+", " "));
      }
    }
    List<String> shown = new ArrayList<>(listings("custom-executors.md"));
    shown.addAll(listings("hooks.md"));
    shown.removeIf(listing -> listing.startsWith("{\"tasks\""));
    assertThat(shown).hasSize(5);
    assertThat(shown)
        .allSatisfy(
            listing ->
                assertThat(files)
                    .anySatisfy(
                        file ->
                            assertThat(file).contains(listing.replaceAll("\\s+", " ").strip())));
  }

  private static Path apiJar() throws IOException {
    try (Stream<Path> built = Files.list(Path.of("target"))) {
      return built
          .filter(path -> path.toString().matches(".*/espalier-api-[0-9.]+\\.jar"))
          .findFirst()
          .orElseThrow(
              () -> new AssertionError("mvn package has made no target/espalier-api-*.jar"));
    }
  }

  /** Every class of the jar can be linked with nothing but the jar and what its POM names. */
  @Test
  void theApiJarNeedsNothingOfTheWar() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String path : (apiJar().toAbsolutePath() + ":" + NEEDED).split(":")) {
      urls.add(Path.of(path).toUri().toURL());
    }
    try (JarFile jar = new JarFile(apiJar().toFile());
        URLClassLoader loader =
            new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      List<String> classes =
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> name.endsWith(".class"))
              .map(name -> name.replace('/', '.').replaceAll("\\.class$", ""))
              .toList();
      assertThat(classes)
          .contains(
              "org.espalier.executor.TaskExecutor",
              "org.espalier.executor.egress.EgressGuard",
              "org.espalier.hook.TaskHook",
              "org.espalier.hook.TreeHook");
      for (String name : classes) {
        Class<?> type = Class.forName(name, true, loader);
        assertThat(type.getDeclaredMethods().length + type.getDeclaredConstructors().length)
            .as(name)
            .isGreaterThanOrEqualTo(0);
      }
    }
  }

  @Test
  void theWorkedExampleRuns() throws IOException {
    String request = request();
    assertThat(http.get("/api/executors/word_count_executor").at("/title")).isEqualTo("Word count");
    assertThat(run((ObjectNode) Json.read(request), "completed").get("result"))
        .isEqualTo(Json.read("{\"words\":5,\"lines\":2}"));
    assertThat(http.post("/api/trees", request.replace("\"text\"", "\"txt\"")).status())
        .isEqualTo(400);
    Http.Answer misspelt =
        http.post("/api/trees", request.replace("{\"text\"", "{\"max_word\":1,\"text\""));
    assertThat(misspelt.status()).isEqualTo(400); // #19
    assertThat(misspelt.text()).contains("/tasks/0/inputs/max_word", "did you mean 'max_words'?");
  }

  @Test
  void anExecutorOfAJarAsksTheGuardOfTheServer() { // #19
    assertThat(run(knock(door.getLocalPort()), "completed").at("/result/address").asText())
        .isEqualTo("127.0.0.1");
    assertThat(run(knock(server.port()), "failed").get("error").asText())
        .contains("is not allowed", "espalier.egress.allow");
  }

  @Test
  void oneClassOfAJarHooksTasksAndTrees() throws IOException { // #19
    String request = request().replace("\"count\"", "\"audited\"");
    JsonNode task = run((ObjectNode) Json.read(request), "completed");
    assertThat(task.get("status").asText()).isEqualTo("completed");
    Path log = server.dataDir().resolve("log/server.log");
    Await.until(
        "task and tree are in the log",
        BOUND,
        () -> {
          String text = Files.readString(log);
          return text.contains("audited: Succeeded") && text.contains("tree audited is completed");
        });
    JsonNode hooks = http.get("/api/hooks").json().get("items");
    assertThat(hooks)
        .extracting(hook -> hook.get("of").asText() + " " + hook.get("name").asText())
        .containsExactly("task com.example.AuditHook", "tree com.example.AuditHook");
  }

  private static ObjectNode knock(int port) {
    return (ObjectNode)
        Json.read(
            """
            {"tasks":[{"name":"knock","schemas":{"method":"knock_executor"},\
            "inputs":{"host":"127.0.0.1","port":%d}}]}"""
                .formatted(port));
  }

  /** The tree's only task when the run is over. */
  private static JsonNode run(ObjectNode tree, String end) {
    Http.Answer answer = http.post("/api/trees?run=true", tree);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    String run = answer.at("/run/id");
    Await.until(
        "the run is " + end, BOUND, () -> http.get("/api/runs/" + run).at("/status").equals(end));
    return http.get("/api/trees/" + answer.at("/id")).json().at("/tasks/0");
  }
}
