package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.echo.EchoExecutor;
import org.espalier.hook.TaskHook;
import org.espalier.hook.TreeHook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropInExecutorsTest {
  private static final String SERVICE = "META-INF/services/org.espalier.executor.TaskExecutor";
  private static final String EXECUTOR =
      """
      package custom;

      import org.espalier.executor.*;
      import org.espalier.json.Json;

      public class %1$s implements TaskExecutor {
        public ExecutorType type() {
          return ExecutorType.fromResource(%1$s.class, "%1$s.json");
        }

        public ExecutionOutcome execute(ExecutionContext context) {
          ClassLoader loader = Thread.currentThread().getContextClassLoader();
          return new ExecutionOutcome.Succeeded(
              Json.object()
                  .put("greeting", "hello " + context.inputs().path("name").asText())
                  .put("own_loader", loader == %1$s.class.getClassLoader()));
        }
      }
      """;

  @TempDir Path directory;
  private Path jars;

  @BeforeEach
  void makeDirectory() throws IOException {
    jars = Files.createDirectory(directory.resolve("jars"));
  }

  private ExecutorRegistry registry() {
    return new ExecutorRegistry(
        List.of(new EchoExecutor()), TestSettings.executors(jars.toString(), List.of(), List.of()));
  }

  /** Compiles a class of package custom. */
  private Map<String, byte[]> compiled(String name, String source) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("src-" + name));
    Path classes = Files.createDirectories(directory.resolve("classes-" + name));
    Path file = Files.writeString(sources.resolve(name + ".java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int failures =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-d",
            classes.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            file.toString());
    assertThat(failures).isZero();
    Map<String, byte[]> entries = new TreeMap<>();
    try (Stream<Path> found = Files.walk(classes)) {
      for (Path compiled : found.filter(Files::isRegularFile).toList()) {
        entries.put(classes.relativize(compiled).toString(), Files.readAllBytes(compiled));
      }
    }
    return entries;
  }

  private void writeJar(String name, Map<String, byte[]> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(jars.resolve(name));
        JarOutputStream jar = new JarOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue());
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void writeExecutor(String name, String kind, String inputsSchema) throws IOException {
    Map<String, byte[]> entries = compiled(name, EXECUTOR.formatted(name));
    entries.put(
        "custom/" + name + ".json",
        bytes(
            "{\"kind\":\"%s\",\"title\":\"Custom\",\"description\":\"From a jar.\",\"inputs\":%s}"
                .formatted(kind, inputsSchema)));
    entries.put(SERVICE, bytes("custom." + name + "\n"));
    writeJar(name + ".jar", entries);
  }

  @Test
  void executorInAJarIsFoundAndRuns() throws Exception {
    writeExecutor("Greeter", "greeter_executor", "{\"type\":\"object\"}");
    ExecutorRegistry registry = registry();
    assertThat(registry.types())
        .extracting(ExecutorType::kind)
        .containsExactly("echo_executor", "greeter_executor");
    TaskExecutor greeter = registry.find("greeter_executor").orElseThrow();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    assertThat(greeter.execute(Contexts.of("{'name':'jar'}")))
        .isEqualTo(new Succeeded(Contexts.json("{'greeting':'hello jar','own_loader':true}")));
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    registry.close();
  }

  @Test
  void brokenJarsAndProvidersDoNotHinderOthers() throws Exception {
    Files.writeString(jars.resolve("a-not-a-jar.jar"), "this is no zip");
    Files.writeString(jars.resolve("readme.txt"), "not looked at");
    writeJar("b-missing-class.jar", Map.of(SERVICE, bytes("custom.NoSuchClass\n")));
    writeJar("c-bad-file.jar", Map.of(SERVICE, bytes("this is no class name\n")));
    Map<String, byte[]> throwing =
        compiled(
            "Thrower",
            EXECUTOR
                .formatted("Thrower")
                .replace(
                    "public ExecutorType",
                    "{ if (true) throw new Error(\"no\"); }\npublic ExecutorType"));
    throwing.put(SERVICE, bytes("custom.Thrower\n"));
    writeJar("d-throws.jar", throwing);
    writeExecutor("Working", "working_executor", "{}");
    ExecutorRegistry registry = registry();
    assertThat(registry.find("working_executor")).isPresent();
    assertThat(registry.types()).hasSize(2);
    registry.close();
  }

  @Test
  void kindWithABadSchemaIsListedAsUnavailable() throws Exception {
    writeExecutor("Odd", "odd_executor", "{\"type\":\"objekt\"}");
    ExecutorRegistry registry = registry();
    assertThat(registry.find("odd_executor")).isEmpty();
    assertThat(registry.requireType("odd_executor").unavailable().orElseThrow()).contains("schema");
    registry.close();
  }

  @Test
  void executorOfTheWarWinsOverAJarsOfTheSameKind() throws Exception {
    writeExecutor("Impostor", "echo_executor", "{}");
    ExecutorRegistry registry = registry();
    assertThat(registry.find("echo_executor")).containsInstanceOf(EchoExecutor.class);
    assertThat(registry.types()).hasSize(1);
    registry.close();
  }

  @Test
  void missingDirectoryIsNoFault() {
    jars = directory.resolve("nowhere");
    assertThat(registry().types()).hasSize(1);
  }

  @Test
  void providesWhatElseIsInTheJars() throws IOException {
    String source =
        """
        package custom;

        public class %1$s implements org.espalier.hook.TreeHook {
          public %1$s() {
            if (%2$s) {
              throw new IllegalStateException("broken");
            }
          }
        }
        """;
    Map<String, byte[]> entries = compiled("Good", source.formatted("Good", "false"));
    entries.putAll(compiled("Bad", source.formatted("Bad", "true")));
    entries.put("META-INF/services/org.espalier.hook.TreeHook", bytes("custom.Bad\ncustom.Good\n"));
    writeJar("hooks.jar", entries);
    try (Closing closing = new Closing(registry())) {
      assertThat(closing.registry().providersOf(TreeHook.class))
          .extracting(hook -> hook.getClass().getName())
          .containsExactly("custom.Good");
    }
  }

  @Test
  void oneClassNamedForSeveralServicesIsOneObject() throws IOException { // #19
    String source =
        EXECUTOR
            .formatted("Both")
            .replace(
                "implements TaskExecutor",
                "implements TaskExecutor, org.espalier.hook.TaskHook, org.espalier.hook.TreeHook");
    Map<String, byte[]> entries = compiled("Both", source);
    entries.put(
        "custom/Both.json",
        bytes("{\"kind\":\"both_executor\",\"title\":\"Both\",\"description\":\"All in one.\"}"));
    for (Class<?> service : List.of(TaskExecutor.class, TaskHook.class, TreeHook.class)) {
      entries.put("META-INF/services/" + service.getName(), bytes("custom.Both\n"));
    }
    writeJar("both.jar", entries);
    try (Closing closing = new Closing(registry())) {
      ExecutorRegistry registry = closing.registry();
      assertThat(registry.isKnown("both_executor")).isTrue();
      assertThat(registry.providersOf(TaskHook.class)).hasSize(1);
      assertThat(registry.providersOf(TaskHook.class).get(0))
          .isSameAs(registry.providersOf(TreeHook.class).get(0));
    }
  }

  private record Closing(ExecutorRegistry registry) implements AutoCloseable {
    @Override
    public void close() {
      registry.close();
    }
  }
}
