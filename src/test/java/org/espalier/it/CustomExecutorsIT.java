package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked example of docs/custom-executors.md, done as it says. */
class CustomExecutorsIT {
  private static final Path PAGE = Path.of("docs/custom-executors.md");
  private static final Pattern LISTING =
      Pattern.compile("```(java|json)\\n(.*?)```", Pattern.DOTALL);
  private static final String JACKSON =
      Arrays.stream(System.getProperty("java.class.path").split(":"))
          .filter(path -> path.matches(".*/jackson-(core|databind|annotations)-[^/]*\\.jar"))
          .collect(Collectors.joining(":"));

  @TempDir Path directory;

  private static Path apiJar() throws IOException {
    try (Stream<Path> built = Files.list(Path.of("target"))) {
      return built
          .filter(path -> path.toString().endsWith("-api.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("mvn package has made no target/*-api.jar"));
    }
  }

  private static List<String> listings() throws IOException {
    List<String> listings = new ArrayList<>();
    Matcher matcher = LISTING.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      listings.add(matcher.group(2));
    }
    assertThat(listings).hasSize(3);
    return listings;
  }

  /** Every class of the jar can be linked with nothing but the jar and Jackson. */
  @Test
  void theApiJarNeedsNothingOfTheWar() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String path : (apiJar().toAbsolutePath() + ":" + JACKSON).split(":")) {
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
              .filter(name -> !name.endsWith("package-info"))
              .toList();
      assertThat(classes).contains("org.espalier.executor.TaskExecutor");
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
    List<String> listings = listings();
    Path jars = Files.createDirectory(directory.resolve("executors"));
    pack(listings.get(0), listings.get(1), jars.resolve("word-count.jar"));
    try (EspalierServer server =
        new EspalierServer().with("ESPALIER_EXECUTORS_DIR", jars.toString()).start()) {
      Http http = server.http();
      assertThat(http.get("/api/executors/word_count_executor").at("/title"))
          .isEqualTo("Word count");
      assertThat(run(http, (ObjectNode) Json.read(listings.get(2))))
          .isEqualTo(Json.read("{\"words\":5,\"lines\":2}"));
      assertThat(http.post("/api/trees", listings.get(2).replace("\"text\"", "\"txt\"")).status())
          .isEqualTo(400);
      Http.Answer misspelt =
          http.post("/api/trees", listings.get(2).replace("{\"text\"", "{\"max_word\":1,\"text\""));
      assertThat(misspelt.status()).isEqualTo(400); // #19
      assertThat(misspelt.text()).contains("/tasks/0/inputs/max_word", "did you mean 'max_words'?");
    }
  }

  private void pack(String code, String description, Path target) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("src/com/example"));
    Path classes = Files.createDirectory(directory.resolve("out"));
    Files.writeString(sources.resolve("WordCountExecutor.java"), code);
    TestApp.compile(directory.resolve("src"), classes, apiJar() + ":" + JACKSON);
    try (OutputStream out = Files.newOutputStream(target);
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry("com/example/WordCountExecutor.class"));
      jar.write(Files.readAllBytes(classes.resolve("com/example/WordCountExecutor.class")));
      jar.putNextEntry(new JarEntry("com/example/word_count_executor.json"));
      jar.write(description.getBytes());
      jar.putNextEntry(new JarEntry("META-INF/services/org.espalier.executor.TaskExecutor"));
      jar.write("com.example.WordCountExecutor".getBytes());
    }
  }

  /** The result of the tree's only task. */
  private static JsonNode run(Http http, ObjectNode tree) {
    Http.Answer answer = http.post("/api/trees?run=true", tree);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    String run = answer.at("/run/id");
    Await.until(
        "the run is completed",
        Duration.ofSeconds(60),
        () -> http.get("/api/runs/" + run).at("/status").equals("completed"));
    return http.get("/api/trees/" + answer.at("/id")).json().at("/tasks/0/result");
  }
}
