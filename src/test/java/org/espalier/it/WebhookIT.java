package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.it.Api.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.espalier.it.Http.Answer;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a server that has the secrets and may call this host. */
@ExtendWith(FurnishedServer.class)
class WebhookIT {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String TREE =
      "{'tasks':[{'id':'r','name':'r','schemas':{'method':'echo_executor'},'inputs':{'n':1}},{'id':'c','name':'c','parent_id':'r','schemas':{'method':'echo_executor'}}]}";

  private final Http http;
  private final Api api;

  WebhookIT(Http http) {
    this.http = http;
    this.api = new Api(http);
  }

  private static String hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Answer trigger(String path, String body, long time) {
    return http.send(
        "POST",
        "/webhook/trigger/" + path,
        body,
        "Content-Type",
        "application/json",
        "X-Webhook-Timestamp",
        Long.toString(time),
        "X-Webhook-Signature",
        hmac("in", time + "." + body));
  }

  private static HttpServer receiver(List<String> bodies, List<String> unsigned)
      throws IOException {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String time = exchange.getRequestHeaders().getFirst("X-Webhook-Timestamp");
          String given = exchange.getRequestHeaders().getFirst("X-Webhook-Signature");
          if (!hmac("out", time + "." + body).equals(given)) {
            unsigned.add(body);
          }
          bodies.add(body);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    return receiver;
  }

  @Test
  void item66_tasksExecutePushesToAWebhook() throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    List<String> unsigned = new CopyOnWriteArrayList<>();
    HttpServer receiver = receiver(bodies, unsigned);
    try {
      String id = api.store(TREE).get("id").textValue();
      String call =
          "{'jsonrpc':'2.0','id':1,'method':'tasks.execute','params':{'task_id':'%s','webhook_config':{'url':'http://127.0.0.1:%d/','method':'PUT'}}}"
              .formatted(id, receiver.getAddress().getPort());
      JsonNode answer = api.post("/tasks", call).json();
      assertThat(answer.at("/result/success").asBoolean()).as("%s", answer).isTrue();
      Await.until(
          "the end is told",
          BOUND,
          () -> bodies.stream().anyMatch(body -> Json.read(body).path("final").booleanValue()));
      JsonNode last = Json.read(bodies.get(bodies.size() - 1));
      assertThat(last.path("root_task_id").asText()).isEqualTo(id);
      assertThat(last.path("status").asText()).isEqualTo("completed");
      assertThat(unsigned).isEmpty();
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void item66_newTasksAreExecutedWithTheirReceiverInBothForms() throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    List<String> unsigned = new CopyOnWriteArrayList<>();
    HttpServer receiver = receiver(bodies, unsigned);
    String target = "{'url':'http://127.0.0.1:%d/'}".formatted(receiver.getAddress().getPort());
    try {
      for (String form :
          List.of(
              "'webhook_config':" + target,
              "'configuration':{'push_notification_config':" + target + "}")) {
        bodies.clear();
        String call =
            "{'jsonrpc':'2.0','id':1,'method':'tasks.execute','params':{%s,%s}}"
                .formatted(TREE.substring(1, TREE.length() - 1), form);
        JsonNode answer = api.post("/tasks", call).json();
        assertThat(answer.at("/result/webhook_url").asText()).as("%s", answer).isNotBlank();
        Await.until("all is told", BOUND, () -> bodies.size() == 5);
        assertThat(bodies)
            .allMatch(
                body ->
                    Json.read(body).path("run_id").equals(answer.at("/result/run_id"))
                        && Json.read(body).has("status"));
      }
      assertThat(unsigned).isEmpty();
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void tellsAReceiverHowARunGoes() throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    List<String> unsigned = new CopyOnWriteArrayList<>();
    HttpServer receiver = receiver(bodies, unsigned);
    try {
      JsonNode tree = api.store(TREE);
      String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
      JsonNode run =
          api.post(
                  "/api/trees/" + tree.get("id").textValue() + "/runs",
                  "{'webhook_config':{'url':'" + url + "'}}")
              .json();
      String deliveries = "/api/runs/" + run.get("id").textValue() + "/deliveries";
      Await.until("all is told", BOUND, () -> http.get(deliveries).json().get("items").size() == 5);
      List<String> types = new ArrayList<>();
      bodies.forEach(body -> types.add(Json.read(body).path("type").asText()));
      assertThat(types)
          .startsWith("task_start")
          .endsWith("final")
          .filteredOn("task_completed"::equals)
          .hasSize(2);
      assertThat(unsigned).isEmpty();
      assertThat(http.get(deliveries + "?limit=2").json().get("next").textValue()).isNotBlank();
      JsonNode fault =
          problem(
              api.post(
                  "/api/trees/" + tree.get("id").textValue() + "/runs",
                  "{'webhook_config':{'url':'file:///etc/passwd'}}"),
              400,
              "invalid_request");
      assertThat(fault.at("/errors/0/pointer").textValue()).isEqualTo("/webhook_config/url");
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void startsARunForASignedCall() {
    String id = api.store(TREE.replace("'r'", "'hook-key'")).get("id").textValue();
    long now = Instant.now().getEpochSecond();
    String body = "{\"nonce\":\"" + id + "\"}";
    Answer ended = trigger(id + "?async=false", body, now);
    assertThat(ended.status()).isEqualTo(200);
    assertThat(ended.json().get("success").booleanValue()).isTrue();
    assertThat(ended.json().get("status").textValue()).isEqualTo("completed");
    assertThat(ended.json().at("/result/n").intValue()).isEqualTo(1);
    assertThat(ended.json().at("/children/0/name").textValue()).isEqualTo("c");

    JsonNode replayed = problem(trigger(id, body, now), 409, "webhook_replayed");
    assertThat(replayed.get("success").booleanValue()).isFalse();
    assertThat(replayed.get("task_id").textValue()).isEqualTo(id);
    Answer queued = trigger(id, body + " ", now);
    assertThat(queued.json().get("status").textValue()).isEqualTo("triggered");
    JsonNode second = Json.object().set("id", queued.json().get("run_id"));
    api.await(second, "completed");
    Answer byKey = trigger("hook-key?async=false", body + "  ", now);
    assertThat(byKey.json().get("task_id").textValue()).isEqualTo(id);
    JsonNode runs = http.get("/api/runs?tree_id=" + id).json().get("items");
    assertThat(runs)
        .extracting(run -> run.get("trigger").textValue())
        .containsExactly("webhook", "webhook", "webhook");
  }

  @Test
  void refusesOthers() {
    String id = api.store(TREE).get("id").textValue();
    long now = Instant.now().getEpochSecond();
    problem(http.send("POST", "/webhook/trigger/" + id, "{}"), 401, "webhook_signature");
    problem(trigger(id, id, now - 1_000), 401, "webhook_signature");
    problem(trigger("nobody", "nobody" + id, now), 404, "task_not_found");
    assertThat(http.send("GET", "/webhook/trigger/" + id, "").status()).isEqualTo(405);
    assertThat(http.get("/api/runs?tree_id=" + id).json().get("items")).isEmpty();
  }
}
