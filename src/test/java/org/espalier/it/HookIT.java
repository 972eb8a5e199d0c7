package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.espalier.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks of a jar and of a bean of the WAR, on a server of their own, and demos. */
class HookIT {
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir static Path jars;
  private static EspalierServer server;
  private static Http http;
  private static Api api;

  @BeforeAll
  static void start() throws IOException {
    Class<?> hook = SigningHook.class;
    String path = hook.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jars.resolve("hook.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry(path));
      jar.write(hook.getResourceAsStream("/" + path).readAllBytes());
      for (String service : new String[] {"TaskHook", "TreeHook"}) {
        jar.putNextEntry(new JarEntry("META-INF/services/org.espalier.hook." + service));
        jar.write(hook.getName().getBytes(StandardCharsets.UTF_8));
      }
    }
    server =
        new EspalierServer()
            .with("ESPALIER_WAR", warWith(HookingExecutor.class).toString())
            .with("ESPALIER_EXECUTORS_DIR", jars.toString())
            .with("ESPALIER_DEMO_SLEEP_SCALE", "0.01")
            .start();
    http = server.http();
    api = new Api(http);
  }

  /** The WAR with one more class. */
  private static Path warWith(Class<?> bean) throws IOException {
    Path war = Files.copy(Path.of("target/espalier.war"), jars.resolve("hooking.war"));
    String path = bean.getName().replace('.', '/') + ".class";
    try (InputStream bytes = bean.getResourceAsStream("/" + path);
        FileSystem inside = FileSystems.newFileSystem(war)) {
      Path classes = inside.getPath("WEB-INF/classes", path);
      Files.createDirectories(classes.getParent());
      Files.copy(bytes, classes);
    }
    return war;
  }

  /** What {@code GET /api/hooks} says of a hook. */
  private static JsonNode hook(Class<?> type, String of) {
    for (JsonNode hook : http.get("/api/hooks").json().get("items")) {
      if (hook.get("name").textValue().equals(type.getName())
          && hook.get("of").textValue().equals(of)) {
        return hook;
      }
    }
    throw new AssertionError(type + " is no hook of a " + of);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void hooksOfAJarAreCalledAndTheirFailuresShown() {
    JsonNode tree =
        api.submit("{'name':'t','schemas':{'method':'echo_executor'},'inputs':{'sign':true}}");
    api.await(tree.get("run"), "completed");
    String id = tree.get("id").textValue();
    assertThat(http.get("/api/tasks/" + id).json().at("/result/signed_by").textValue())
        .isEqualTo("hook");
    String attempts = "/api/runs/" + tree.at("/run/id").textValue() + "/attempts";
    assertThat(http.get(attempts).json().at("/items/0/inputs/signed_by").textValue())
        .isEqualTo("hook");
    Await.until(
        "the end of the tree is told",
        BOUND,
        () -> hook(SigningHook.class, "tree").get("calls").intValue() >= 3);
    JsonNode ofTasks = hook(SigningHook.class, "task");
    assertThat(ofTasks.get("failures").intValue()).isPositive();
    assertThat(ofTasks.get("last_error").textValue()).contains("after echo_executor");
    assertThat(hook(SigningHook.class, "tree").get("failures").intValue()).isZero();
  }

  @Test
  void oneBeanOfTheWarIsAnExecutorAndAHookOfTasksAndTrees() { // #19
    JsonNode tree = api.submit("{'name':'both','schemas':{'method':'hooking_executor'}}");
    api.await(tree.get("run"), "completed");
    assertThat(
            http.get("/api/tasks/" + tree.get("id").textValue())
                .json()
                .at("/result/hooked")
                .asText())
        .isEqualTo("both");
    Await.until(
        "the bean is told of the tree",
        BOUND,
        () -> hook(HookingExecutor.class, "tree").get("calls").intValue() >= 3);
    assertThat(hook(HookingExecutor.class, "task").get("failures").intValue()).isZero();
  }

  @Test
  void aDemoNeedsNoExecutor() {
    JsonNode tree =
        api.store(
            "{'name':'t','schemas':{'method':'rest_executor'},'inputs':{'url':'http://nowhere.invalid/'}}");
    String id = tree.get("id").textValue();
    JsonNode run = api.post("/api/trees/" + id + "/runs", "{'use_demo':true}").json();
    assertThat(run.get("demo").booleanValue()).isTrue();
    api.await(run, "completed");
    assertThat(http.get("/api/tasks/" + id).json().at("/result/status_code").intValue())
        .isEqualTo(200);
  }

  @Test
  void aDemoIsOfEveryExecutorAlsoOfOneThatIsNotAvailable() {
    Rpc rpc = new Rpc(http, "/tasks");
    JsonNode executors = new Rpc(http, "/system").result("system.executors", "{}").get("executors");
    assertThat(executors.size()).isGreaterThanOrEqualTo(18);
    assertThat(executors).extracting(e -> e.get("available").booleanValue()).contains(false);
    for (JsonNode executor : executors) {
      String kind = executor.get("id").asText();
      JsonNode example = http.get("/api/executors/" + kind).json().at("/examples/0");
      ObjectNode task = Json.object().put("name", kind);
      task.putObject("schemas").put("method", kind);
      task.set("inputs", example.isMissingNode() ? Json.object() : example);
      String id = rpc.create(Json.write(task).replace("'", ""));
      rpc.result("tasks.execute", "{'task_id':'%s','use_demo':true}".formatted(id));
      JsonNode done = rpc.awaitEnd(id);
      assertThat(done.get("status").asText()).as(kind).isEqualTo("completed");
      assertThat(done.at("/result/demo_mode").asBoolean()).as(kind).isTrue();
    }
  }
}
