package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.it.Await;
import org.espalier.it.DropIn;
import org.espalier.it.EspalierServer;
import org.espalier.it.Http;
import org.espalier.it.Postgres;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Much at once on a server with a small heap ({@code -Dchaos.heap=512m}): it ends without an
 * OutOfMemoryError, the server says all the time that it is well, and no lease is lost.
 */
// #19
class SmallHeapChaos {
  private static final String HEAP = System.getProperty("chaos.heap", "512m");
  private static final Duration BOUND = Duration.ofMinutes(20);
  private static final int TASKS = 100_000;
  private static final int READERS = 8;
  private static final int BIG = 7_000_000;
  private static final int DEPENDENTS = 50;
  private static final int STREAMS = 300;
  private static final int ENDING = 18_000;

  @TempDir Path directory;

  /** What is done to the server. */
  private interface Load {
    void put(EspalierServer server) throws Exception;
  }

  private void underWatch(String what, Load load) throws Exception {
    Path collections = directory.resolve("gc.log");
    Path jars = Files.createDirectory(directory.resolve("jars"));
    DropIn.jar(jars, BigResultExecutor.class);
    try (Postgres postgres = Postgres.start();
        EspalierServer server =
            new EspalierServer()
                .with("ESPALIER_EXECUTORS_DIR", jars.toString())
                .with("ESPALIER_STREAM_MAX_SUBSCRIBERS", "1000")
                .with("ESPALIER_JAVA_OPTS", "-Xmx" + HEAP + " -Xlog:gc:file=" + collections)
                .on(postgres)
                .start();
        Vitals vitals = new Vitals(server, collections)) {
      load.put(server);
      vitals.verify(what + " with -Xmx" + HEAP);
    }
  }

  private static ObjectNode task(ArrayNode tasks, String name, String executor) {
    ObjectNode task = tasks.addObject().put("id", name).put("name", name);
    task.putObject("schemas").put("method", executor);
    return task;
  }

  private static ObjectNode wide(int tasks) {
    ObjectNode tree = Json.object();
    ArrayNode all = tree.putArray("tasks");
    task(all, "root", "echo_executor");
    for (int i = 1; i < tasks; i++) {
      task(all, "c" + i, "echo_executor").put("parent_id", "root");
    }
    return tree;
  }

  private static JsonNode submit(Http http, String path, JsonNode tree) {
    Http.Answer answer = http.post(path, tree);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  @Test
  void eightReadALargeTreeByTheProtocol() throws Exception {
    underWatch(
        "tasks.tree of 100,000 tasks, eight at once",
        server -> {
          String tree = submit(server.http(), "/api/trees", wide(TASKS)).get("id").textValue();
          ExecutorService readers = Executors.newFixedThreadPool(READERS);
          List<Future<Integer>> read = new ArrayList<>();
          for (int i = 0; i < READERS; i++) {
            String method = i % 2 == 0 ? "tasks.tree" : "tasks.detail";
            read.add(readers.submit(() -> nodes(server.baseUri(), method, tree)));
          }
          for (Future<Integer> nodes : read) {
            assertThat(nodes.get()).isEqualTo(TASKS);
          }
          readers.shutdown();
        });
  }

  /** Counts the nodes of an answer without keeping it. */
  private static int nodes(URI base, String method, String id) throws Exception {
    ObjectNode call = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
    call.putObject("params").put("task_id", id);
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/tasks"))
            .timeout(BOUND)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(call)))
            .build();
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    int nodes = 0;
    try (JsonParser parser = new ObjectMapper().createParser(answer.body())) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        boolean isNode = token == JsonToken.FIELD_NAME && parser.currentName().equals("children");
        nodes += isNode ? 1 : 0;
      }
    }
    return nodes;
  }

  @Test
  void aLargeResultGoesToManyDependentsAtOnce() throws Exception {
    underWatch(
        "a result of 7 MB to 50 dependents",
        server -> {
          ObjectNode tree = Json.object();
          ArrayNode tasks = tree.putArray("tasks");
          task(tasks, "big", "big_result").putObject("inputs").put("bytes", BIG);
          for (int i = 0; i < DEPENDENTS; i++) {
            ObjectNode dependent =
                task(tasks, "d" + i, i % 2 == 0 ? "echo_executor" : "big_result");
            dependent.put("parent_id", "big").putArray("dependencies").add("big");
            if (i % 2 == 1) {
              dependent.putObject("inputs").put("text", "${big.text}");
            }
          }
          JsonNode stored = submit(server.http(), "/api/trees?run=true", tree);
          Bystanders.awaitCompleted(
              server.http(), List.of(stored.at("/run/id").textValue()), BOUND);
        });
  }

  @Test
  void manyReferencesToALargeResultFailByTheCap() throws Exception {
    underWatch(
        "200 references to a result of 1 MB",
        server -> {
          ObjectNode tree = Json.object();
          ArrayNode tasks = tree.putArray("tasks");
          task(tasks, "big", "big_result").putObject("inputs").put("bytes", 1_000_000);
          ObjectNode many = task(tasks, "many", "echo_executor").put("parent_id", "big");
          many.putArray("dependencies").add("big");
          many.putObject("inputs").put("all", "${big.text}".repeat(200));
          JsonNode stored = submit(server.http(), "/api/trees?run=true", tree);
          String run = stored.at("/run/id").textValue();
          Await.until(
              "the run is over",
              BOUND,
              () -> server.http().get("/api/runs/" + run).at("/status").equals("failed"));
          assertThat(Bystanders.attempts(server.http(), run).toString())
              .contains("inputs_too_large")
              .contains("at most 33554432");
        });
  }

  @Test
  void streamsThatAreNotReadAreDropped() throws Exception {
    underWatch(
        "300 streams that are not read while 18,000 tasks end",
        server -> {
          List<Socket> streams = new ArrayList<>();
          for (int i = 0; i < STREAMS; i++) {
            Socket stream = new Socket(InetAddress.getLoopbackAddress(), server.port());
            stream.setReceiveBufferSize(4_096);
            stream
                .getOutputStream()
                .write(
                    "GET /api/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8));
            streams.add(stream);
          }
          JsonNode stored = submit(server.http(), "/api/trees?run=true", wide(ENDING));
          Bystanders.awaitCompleted(
              server.http(), List.of(stored.at("/run/id").textValue()), BOUND);
          for (Socket stream : streams) {
            stream.close();
          }
        });
  }
}
