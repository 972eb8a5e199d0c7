package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever is sent: a 4xx, and nothing is stored. */
@ExtendWith(DeployedServer.class)
@RunAsClient
class HostileBodiesIT {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final List<String> FIELDS =
      List.of(
          "id",
          "key",
          "parent_id",
          "user_id",
          "name",
          "priority",
          "dependencies",
          "inputs",
          "params",
          "schemas",
          "retry",
          "timeout",
          "at_most_once",
          "run_if",
          "children",
          "status",
          "result");
  private static final List<String> VALUES =
      List.of(
          "-1",
          "1.5",
          "99999999999999999999999999",
          "1e308",
          "\"\"",
          "\"\\u0000\"",
          "\"" + "x".repeat(10_000) + "\"",
          "[[]]",
          "[1]",
          "[null]",
          "[{}]",
          "[{\"id\":1}]",
          "{\"a\":{\"b\":[]}}",
          "\"2026\"");

  private final URI server;
  private final Http http;
  private final RawHttp raw;

  HostileBodiesIT(URI server) {
    this.server = server;
    this.raw = new RawHttp(server);
    this.http = new Http(server);
  }

  private int status(String method, String path, byte[] body, String contentType) {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(path))
            .method(method, BodyPublishers.ofByteArray(body))
            .header("Content-Type", contentType)
            .build();
    try {
      HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
            .startsWith("application/problem+json");
      }
      return response.statusCode();
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + " with " + body.length + " bytes", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String task(String mark, String field, String value) {
    return "{\"name\":\"%s\",\"schemas\":{\"method\":\"echo_executor\"},\"%s\":%s}"
        .formatted(mark, field, value);
  }

  private static Map<String, byte[]> absurd(String mark) {
    Map<String, byte[]> bodies = new LinkedHashMap<>();
    bodies.put("100,000 arrays", bytes("[".repeat(100_000)));
    bodies.put("100,000 closed arrays", bytes("[".repeat(100_000) + "]".repeat(100_000)));
    bodies.put("100,000 objects", bytes("{\"a\":".repeat(100_000)));
    bodies.put(
        "100,000 levels of inputs",
        bytes(task(mark, "inputs", "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000))));
    bodies.put("duplicate key", bytes(task(mark, "name", "\"" + mark + "\"")));
    bodies.put("duplicate tasks", bytes("{\"tasks\":[],\"tasks\":[]}"));
    bodies.put("lone surrogate", bytes(task(mark, "inputs", "{\"a\":\"\\ud800\"}")));
    bodies.put("lone surrogate in a key", bytes(task(mark, "inputs", "{\"\\udc00\":1}")));
    bodies.put(
        "not UTF-8", task(mark, "user_id", "\"\u00e4\"").getBytes(StandardCharsets.ISO_8859_1));
    bodies.put("UTF-16", "{\"name\":1}".getBytes(StandardCharsets.UTF_16));
    bodies.put("no text at all", new byte[] {0, 0, (byte) 0xff, (byte) 0xff, 0, 0, 0, 1});
    bodies.put("huge number", bytes(task(mark, "inputs", "{\"a\":1e999999999}")));
    bodies.put("long number", bytes(task(mark, "inputs", "{\"a\":" + "9".repeat(10_000) + "}")));
    bodies.put("long key", bytes(task(mark, "inputs", "{\"" + "k".repeat(1_000_000) + "\":1}")));
    bodies.put(
        "large inputs", bytes(task(mark, "inputs", "{\"a\":\"" + "x".repeat(2 << 20) + "\"}")));
    bodies.put("empty", new byte[0]);
    bodies.put("blank", bytes(" \n"));
    bodies.put("two values", bytes(task(mark, "priority", "1") + " {}"));
    bodies.put("not JSON", bytes("name=" + mark));
    for (String value :
        List.of("null", "true", "17", "\"x\"", "[]", "{}", "[[]]", "[1,\"a\",null,[],{}]")) {
      bodies.put(value, bytes(value));
      bodies.put("tasks: " + value, bytes("{\"tasks\":" + value + "}"));
      bodies.put("trees: " + value, bytes("{\"trees\":" + value + "}"));
      bodies.put("a tree: " + value, bytes("{\"trees\":[" + value + "]}"));
    }
    for (String field : FIELDS) {
      for (String value : VALUES) {
        bodies.put(field + "=" + value, bytes(task("", field, value)));
      }
    }
    return bodies;
  }

  @Test
  void refusesAbsurdSubmissionsAndStoresNothing() {
    String mark = "hostile-" + UUID.randomUUID();

    absurd(mark)
        .forEach(
            (what, body) ->
                assertThat(status("POST", "/api/trees?run=true", body, "application/json"))
                    .as(what)
                    .isEqualTo(400));

    assertThat(http.get("/api/trees?name=" + mark).json().get("items")).isEmpty();
  }

  @Test
  void refusesBodiesThatAreTooLarge() {
    byte[] large = new byte[20 << 20];
    Arrays.fill(large, (byte) ' ');

    assertThat(status("POST", "/api/trees", large, "application/json")).isEqualTo(413);
  }

  @Test
  void refusesAbsurdBodiesOfOtherRequests() {
    String tree = http.post("/api/trees", task("target", "priority", "1")).at("/id");
    Map<String, byte[]> bodies = absurd("x");

    bodies.forEach(
        (what, body) -> {
          assertThat(status("PATCH", "/api/tasks/" + tree, body, "application/json"))
              .as("PATCH " + what)
              .isBetween(200, 499);
          assertThat(status("POST", "/api/trees/" + tree + "/runs", body, "application/json"))
              .as("run " + what)
              .isBetween(200, 499);
        });
  }

  @Test
  void refusesOtherContentTypes() {
    byte[] body = bytes(task("typed", "priority", "1"));
    for (String type :
        List.of(
            "text/plain",
            "application/json; charset=utf-16",
            "application/xml",
            "image/png",
            "json",
            "application/json/x",
            "application/json; charset",
            "application/json; =utf-8",
            ";",
            "\u00e9/json")) {
      assertThat(status("POST", "/api/trees", body, type)).as(type).isEqualTo(415);
    }
    for (String type : List.of("application/vnd.api+json", "APPLICATION/JSON; charset=UTF-8")) {
      assertThat(status("POST", "/api/trees", body, type)).as(type).isEqualTo(201);
    }
  }

  @Test
  void keepsHarmlessOddities() {
    String odd = "{\"\":{\"\\u0000\":\"\\u0000\\ud83c\\udf33\"},\"n\":-0.0,\"m\":1E-30,\"e\":[{}]}";

    String stored = http.post("/api/trees", task("odd", "inputs", odd)).at("/id");

    assertThat(http.get("/api/tasks/" + stored).json().at("/inputs//\u0000").textValue())
        .isEqualTo("\u0000\ud83c\udf33");
  }

  /**
   * The status line of a request that is never sent to its end; the server lingers for the rest.
   */
  private String statusLine(String request) throws IOException {
    try (Socket socket = raw.connect()) {
      socket.getOutputStream().write(raw.bytes(request));
      socket.getOutputStream().flush();
      byte[] answer = socket.getInputStream().readNBytes(12);
      return new String(answer, StandardCharsets.US_ASCII);
    }
  }

  // #19
  @Test
  void refusesALengthBeyondEveryInteger() throws IOException {
    for (String path : List.of("/api/trees", "/tasks", "/api/tasks/" + UUID.randomUUID())) {
      String verb = path.startsWith("/api/tasks") ? "PATCH" : "POST";
      String head =
          "%s %s HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 99999999999\n\n{}";
      assertThat(statusLine(head.formatted(verb, path))).as(path).isEqualTo("HTTP/1.1 413");
    }
  }

  /** Payara forgot one in a hundred, or served it twice. */
  @Test
  void bodiesOfUnknownLengthAreAllServed() { // #11
    String call = "{\"jsonrpc\":\"2.0\",\"method\":\"system.executors\",\"params\":{},\"id\":1}";
    String body = "%x\n%s\n0\n\n".formatted(call.length(), call);
    String head = "Content-Type: application/json\nTransfer-Encoding: chunked\n";
    List<CompletableFuture<List<Integer>>> senders =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(
                        () ->
                            IntStream.range(0, 150)
                                .mapToObj(i -> raw.send("POST", "/system", head, body).status())
                                .toList()))
            .limit(4)
            .toList();
    for (CompletableFuture<List<Integer>> sender : senders) {
      assertThat(sender.join()).hasSize(150).containsOnly(200);
    }
  }
}
