package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.espalier.it.Http.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node with little memory, and clients that are slow, or send what is large: it goes on, says so
 * at once when asked, and keeps what it runs.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class SlowAndLargeChaos { // #11
  private static final int SLOW_CLIENTS = 250;
  private static final int LIMIT = 16 << 20;

  /** Within about a second, on a machine that is five times slower and has other work. */
  private static final Duration ANSWERED = Duration.ofSeconds(10);

  private static EspalierServer server;
  private static RawHttp raw;
  private static Api api;

  @BeforeAll
  static void start() {
    server =
        new EspalierServer()
            .with("ESPALIER_JAVA_OPTS", "-Xmx512m")
            .with("ESPALIER_HTTP_BODY_GRACE", "PT3S")
            .start();
    raw = new RawHttp(server.baseUri());
    api = new Api(server.http());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  /** Asks how the node is, over and over, and notes what it had to say and how long that took. */
  private static final class HealthWatch {
    private final ConcurrentLinkedQueue<Duration> times = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private volatile boolean isOver;
    private final Thread thread = new Thread(this::watch);

    HealthWatch() {
      thread.start();
    }

    private void watch() {
      while (!isOver) {
        long begin = System.nanoTime();
        Answer answer = server.http().get("/api/health");
        times.add(Duration.ofNanos(System.nanoTime() - begin));
        if (answer.status() != 200 || !answer.at("/lease").equals("held")) {
          faults.add(answer.text());
        }
      }
    }

    Duration longest() {
      return times.stream().max(Duration::compareTo).orElseThrow();
    }

    void end() throws InterruptedException {
      isOver = true;
      thread.join();
    }
  }

  private static void assertWell(HealthWatch watch) throws InterruptedException {
    watch.end();
    assertThat(watch.faults).isEmpty();
    assertThat(watch.times).hasSizeGreaterThan(10);
    assertThat(watch.longest()).isLessThan(ANSWERED);
  }

  private static JsonNode runningTree() {
    return api.submit(
        "{'name':'steady','schemas':{'method':'echo_executor'},'inputs':{'delay':3600}}");
  }

  private static void assertStillRunning(JsonNode tree) {
    String run = tree.at("/run/id").textValue();
    List<JsonNode> attempts = api.all("/api/runs/" + run + "/attempts?", 100);
    assertThat(attempts).hasSize(1);
    assertThat(attempts.get(0).get("status").textValue()).isEqualTo("in_progress");
    assertThat(api.post("/api/runs/" + run + "/cancel", "").status()).isEqualTo(202);
  }

  private static JsonNode begun(JsonNode tree) {
    Await.until(
        "its attempt has begun",
        Api.BOUND,
        () ->
            api.all("/api/runs/" + tree.at("/run/id").textValue() + "/attempts?", 100).size() == 1);
    return tree;
  }

  @Test
  void slowBodiesHoldNothingAndAreEnded() throws Exception {
    JsonNode tree = begun(runningTree());
    HealthWatch watch = new HealthWatch();
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW_CLIENTS; i++) {
        Socket client = raw.connect();
        client
            .getOutputStream()
            .write(
                raw.bytes(
                    "POST %s HTTP/1.1\nHost: HOST\nContent-Type: application/json\n%s\n\n"
                        .formatted(
                            List.of("/api/trees", "/tasks", "/webhook/trigger/x").get(i % 3),
                            i % 2 == 0
                                ? "Content-Length: 1000000"
                                : "Transfer-Encoding: chunked")));
        clients.add(client);
      }
      for (int drop = 0; drop < 5; drop++) {
        for (int i = 0; i < clients.size(); i++) {
          clients.get(i).getOutputStream().write(raw.bytes(i % 2 == 0 ? "[" : "1\n[\n"));
        }
        assertThat(api.http.get("/api/trees").status()).isEqualTo(200);
        assertThat(
                api.post("/api/trees", "{'name':'between','schemas':{'method':'echo_executor'}}")
                    .status())
            .isEqualTo(201);
      }
      for (Socket client : clients) {
        assertThat(new RawHttp.Answer(RawHttp.rest(client)).status()).isEqualTo(408);
      }
    } finally {
      for (Socket client : clients) {
        client.close();
      }
      watch.end();
    }
    assertWell(watch);
    assertStillRunning(tree);
  }

  @Test
  void aBodyThatBreaksOffIsUnfinished() throws IOException {
    for (String path : List.of("/api/trees", "/tasks", "/webhook/trigger/x")) {
      try (Socket client = raw.connect()) {
        client
            .getOutputStream()
            .write(
                raw.bytes(
                    "POST %s HTTP/1.1\nHost: HOST\nContent-Type: application/json\nContent-Length: 100\n\n{\"name\":"
                        .formatted(path)));
        RawHttp.Answer answer = new RawHttp.Answer(RawHttp.rest(client));
        assertThat(answer.status()).as(path).isEqualTo(408);
        assertThat(answer.text()).contains("too slowly");
      }
    }
  }

  @Test
  void aLengthIsRefusedByTheHeadAlone() throws IOException {
    for (String path : List.of("/api/trees", "/tasks", "/", "/system", "/nowhere")) {
      for (String head : List.of("", "Expect: 100-continue\n")) {
        for (long length : List.of(LIMIT + 1L, 1L << 30, 1L << 40)) {
          try (Socket client = raw.connect()) {
            client
                .getOutputStream()
                .write(
                    raw.bytes(
                        "POST %s HTTP/1.1\nHost: HOST\nContent-Type: application/json\n%sContent-Length: %d\n\n"
                            .formatted(path, head, length)));
            assertThat(statusLine(client.getInputStream()))
                .as(path + " " + head + length)
                .startsWith("HTTP/1.1 413");
          }
        }
      }
    }
  }

  /** The final one: Payara may ask for the body before Espalier has seen the head. */
  private static String statusLine(InputStream in) throws IOException {
    String head;
    do {
      StringBuilder read = new StringBuilder();
      for (int next = in.read(); next >= 0; next = in.read()) {
        read.append((char) next);
        if (read.indexOf("\r\n\r\n") >= 0) {
          break;
        }
      }
      head = read.toString();
    } while (head.startsWith("HTTP/1.1 100"));
    return head;
  }

  private static String repeat(String begin, String item, String end) {
    int count = (LIMIT - begin.length() - end.length()) / item.length();
    return begin + item.repeat(count) + end;
  }

  private static Map<String, String> largeBodies() {
    Map<String, String> bodies = new LinkedHashMap<>();
    bodies.put("empty objects", repeat("[", "{},", "{}]"));
    bodies.put("empty arrays", repeat("[", "[],", "[]]"));
    bodies.put("digits", repeat("[", "1,", "1]"));
    bodies.put("objects in inputs", repeat("{\"name\":\"x\",\"inputs\":{\"a\":[", "{},", "{}]}}"));
    bodies.put("small objects", repeat("[", "{\"a\":1},", "{}]"));
    bodies.put("tasks without a name", repeat("{\"tasks\":[", "{},", "{}]}"));
    bodies.put("trees", repeat("{\"trees\":[", "{\"tasks\":[]},", "{}]}"));
    bodies.put("calls", repeat("[", "{\"jsonrpc\":\"2.0\"},", "{}]"));
    bodies.put("one string", repeat("\"", "x", "\""));
    bodies.put("escapes", repeat("[\"", "\\u0000", "\"]"));
    bodies.put("texts", repeat("[", "\"abcdefgh\",", "1]"));
    bodies.put("long numbers", repeat("[", "9".repeat(300) + ",", "1]"));
    bodies.put("an open array", repeat("[", "[", ""));
    bodies.put("blanks", repeat("", " ", ""));
    bodies.put("a long name", repeat("{\"", "k", "\":1}"));
    return bodies;
  }

  private static int send(String path, String body, boolean isChunked) throws IOException {
    try (Socket client = raw.connect()) {
      OutputStream out = client.getOutputStream();
      out.write(
          raw.bytes(
              "POST %s HTTP/1.1\nHost: HOST\nContent-Type: application/json\nConnection: close\n%s\n\n"
                  .formatted(
                      path,
                      isChunked
                          ? "Transfer-Encoding: chunked"
                          : "Content-Length: " + body.length())));
      byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
      try {
        if (isChunked) {
          out.write(raw.bytes("%x\n".formatted(bytes.length)));
        }
        out.write(bytes);
        if (isChunked) {
          out.write(raw.bytes("\n0\n\n"));
        }
      } catch (IOException e) {
        // Refused before it was all sent.
        return new RawHttp.Answer(RawHttp.rest(client)).status();
      }
      return new RawHttp.Answer(RawHttp.rest(client)).status();
    }
  }

  @Test
  void largeBodiesAreRefusedOrServedButEndNothing() throws Exception {
    JsonNode tree = begun(runningTree());
    long pid = server.pid();
    HealthWatch watch = new HealthWatch();
    Map<String, List<Integer>> answers = new TreeMap<>();
    ExecutorService clients = Executors.newFixedThreadPool(8);
    try {
      for (Map.Entry<String, String> each : largeBodies().entrySet()) {
        List<Future<Integer>> sent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          String path = List.of("/api/trees", "/tasks", "/api/trees?run=true", "/").get(i % 4);
          boolean isChunked = i >= 4;
          sent.add(clients.submit(() -> send(path, each.getValue(), isChunked)));
        }
        for (Future<Integer> answer : sent) {
          answers.computeIfAbsent(each.getKey(), k -> new ArrayList<>()).add(answer.get());
        }
      }
    } finally {
      clients.shutdownNow();
      watch.end();
    }
    // JSON-RPC says in a 200 what is wrong. 0: its end came before its answer was read.
    answers.forEach(
        (what, statuses) ->
            assertThat(statuses)
                .as(what)
                .allMatch(s -> List.of(0, 200, 400, 413, 503).contains(s)));
    assertThat(answers.get("empty objects")).contains(413).doesNotContain(200, 400);
    assertWell(watch);
    assertThat(server.pid()).isEqualTo(pid);
    assertStillRunning(tree);
    assertThat(
            api.await(
                api.submit("{'name':'after','schemas':{'method':'echo_executor'}}").get("run"),
                "completed"))
        .isNotNull();
    assertThat(server.logTail()).doesNotContain("OutOfMemoryError", "lease is lost");
  }
}
