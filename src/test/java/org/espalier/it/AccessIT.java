package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.espalier.json.Json;
import org.espalier.security.Caller;
import org.espalier.security.Permission;
import org.espalier.security.Role;
import org.espalier.security.Verbs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The door as it is out of the box: callers are known by their keys. */
// #11
class AccessIT {
  private static final int OPEN_ANSWER = 401;
  private static EspalierServer server;
  private static Command firstStart;
  private static String administrator;

  @BeforeAll
  static void start() throws IOException {
    server =
        EspalierServer.withKeys()
            .with("ESPALIER_EXECUTORS_COMMAND_ENABLED", "true")
            .with("ESPALIER_EXECUTORS_COMMAND_ALLOW", "echo");
    firstStart = server.launch("up");
    assertThat(firstStart.exit()).as(firstStart.output() + server.logTail()).isZero();
    administrator = Files.readString(server.dataDir().resolve("admin-key")).strip();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static Http.Answer send(String key, String method, String path, String body) {
    return key.isEmpty()
        ? server.http().send(method, path, body)
        : server.http().send(method, path, body, "Authorization", "Bearer " + key);
  }

  private static Http.Answer call(String key, String rpcPath, String method) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{}}".formatted(method);
    return key.isEmpty()
        ? server.http().post(rpcPath, body)
        : server.http().post(rpcPath, body, "Authorization", "Bearer " + key);
  }

  private static String rpcPath(String method) {
    return method.startsWith("tasks.") ? "/tasks" : "/system";
  }

  /** A path with made-up ids. */
  private static String path(Verbs.Route route) {
    return route.path().replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
  }

  private static JsonNode newKey(String fields) {
    Http.Answer made = send(administrator, "POST", "/api/keys", fields.replace('\'', '"'));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.json();
  }

  @Test
  void theFirstStartMakesTheAdministratorsKeyShowsItOnceAndKeepsItForItsOwner() throws IOException {
    assertThat(firstStart.output()).contains(administrator);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(server.dataDir().resolve("admin-key"))))
        .isEqualTo("rw-------");
    assertThat(server.launch("up").output()).doesNotContain(administrator);
    assertThat(Files.readString(server.dataDir().resolve("log/server.log")))
        .doesNotContain(administrator);
    JsonNode caller = send(administrator, "GET", "/api/caller", "").json();
    assertThat(caller.at("/roles/0").asText()).isEqualTo("admin");
    assertThat(caller.at("/permissions")).hasSize(5);
  }

  @Test
  void theDemoCallsWithIt() {
    Command demo = server.launch("demo");
    assertThat(demo.exit()).as(demo.output() + server.logTail()).isZero();
    assertThat(demo.output()).contains("59 completed");
  }

  @Test
  void withoutAKeyOrWithAWrongOneNoVerbIsServedButTheOpenOnes() {
    for (String key : List.of("", "wrong", "esp_0123456789ab_" + "0".repeat(64))) {
      for (Verbs.Route route : Verbs.routes()) {
        Http.Answer answer = send(key, route.method(), path(route), "");
        if (route.permission() == Permission.OPEN) {
          assertThat(answer.status()).as(route.toString()).isEqualTo(200);
        } else {
          assertThat(answer.status()).as(route + answer.text()).isEqualTo(OPEN_ANSWER);
          assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
          assertThat(answer.at("/code")).isEqualTo("unauthenticated");
        }
      }
      Verbs.methods()
          .forEach(
              method -> {
                for (String path : List.of(rpcPath(method), "/")) {
                  Http.Answer answer = call(key, path, method);
                  assertThat(answer.status()).as(method + answer.text()).isEqualTo(OPEN_ANSWER);
                  assertThat(answer.json().at("/error/code").asInt()).isEqualTo(-32004);
                }
              });
    }
    assertThat(send("", "GET", "/api/nothing", "").status()).isEqualTo(OPEN_ANSWER);
    assertThat(send(administrator, "GET", "/api/nothing", "").status()).isEqualTo(404);
  }

  @Test
  void eachRoleIsServedExactlyTheVerbsItsPermissionsName() {
    Map<Role, String> keys = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      keys.put(
          role,
          newKey("{'name':'%1$s','roles':['%1$s']}".formatted(role.word())).get("key").asText());
    }
    keys.forEach(
        (role, key) -> {
          Caller caller = new Caller("x", "x", Set.of(role), Set.of());
          for (Verbs.Route route : Verbs.routes()) {
            if (!route.path().endsWith("/events")) {
              Http.Answer answer = send(key, route.method(), path(route), "");
              assertThat(answer.status() == 403)
                  .as(role + " " + route + " " + answer.status() + answer.text())
                  .isEqualTo(!caller.may(route.permission()));
              assertThat(answer.status()).isNotEqualTo(OPEN_ANSWER).isLessThan(500);
            }
          }
          Verbs.methods()
              .forEach(
                  method -> {
                    JsonNode error = call(key, rpcPath(method), method).json().at("/error");
                    boolean isDenied =
                        error.path("code").asInt() == -32004
                            && error.path("message").asText().contains("needs the permission");
                    assertThat(isDenied)
                        .as(role + " " + method + " " + error)
                        .isEqualTo(!caller.may(Verbs.ofMethod(method).orElseThrow()));
                  });
        });
  }

  @Test
  void aStreamOfEventsNeedsAKeyToo() {
    String viewer = newKey("{'name':'v','roles':['viewer']}").get("key").asText();
    assertThat(send("", "GET", "/api/events", "").status()).isEqualTo(OPEN_ANSWER);
    assertThat(send(viewer, "HEAD", "/api/events", "").status()).isEqualTo(200);
    assertThat(send(viewer, "GET", "/api/runs/" + UUID.randomUUID() + "/events", "").status())
        .isEqualTo(404);
  }

  @Test
  void aRevokedKeyIsServedNoMore() {
    JsonNode made = newKey("{'name':'brief','roles':['viewer']}");
    String key = made.get("key").asText();
    assertThat(send(key, "GET", "/api/trees", "").status()).isEqualTo(200);
    assertThat(send(administrator, "GET", "/api/keys", "").text())
        .contains("brief")
        .doesNotContain(key);

    assertThat(send(administrator, "DELETE", "/api/keys/" + made.get("id").asText(), "").status())
        .isEqualTo(200);

    assertThat(send(key, "GET", "/api/trees", "").status()).isEqualTo(OPEN_ANSWER);
  }

  @Test
  void aFaultyRequestForAKeyIsToldAllThatIsWrong() {
    Http.Answer answer =
        send(
            administrator,
            "POST",
            "/api/keys",
            "{'roles':['boss'],'executors':['nothing_executor'],'expires_at':'2001-01-01T00:00:00Z','x':1}"
                .replace('\'', '"'));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("errors"))
        .extracting(error -> error.get("pointer").asText())
        .containsExactlyInAnyOrder("/x", "/name", "/roles/0", "/executors/0", "/expires_at");
  }

  @Test
  void aRestrictedExecutorIsForThoseToWhomItIsGranted() {
    String tree =
        Json.write(
            Json.read(
                "{\"tasks\":[{\"name\":\"c\",\"schemas\":{\"method\":\"command_executor\"},\"inputs\":{\"command\":[\"echo\",\"hi\"]}}]}"));
    String submitter = newKey("{'name':'s','roles':['submitter']}").get("key").asText();
    String granted =
        newKey("{'name':'g','roles':['submitter'],'executors':['command_executor']}")
            .get("key")
            .asText();

    Http.Answer refused = send(submitter, "POST", "/api/trees", tree);
    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    assertThat(refused.at("/errors/0/code")).isEqualTo("executor_not_granted");
    Http.Answer stored = send(granted, "POST", "/api/trees", tree);
    assertThat(stored.status()).as(stored.text()).isEqualTo(201);
    String task = stored.at("/tasks/0/id");
    assertThat(
            send(
                    submitter,
                    "PATCH",
                    "/api/tasks/" + task,
                    "{\"inputs\":{\"command\":[\"echo\",\"x\"]}}")
                .status())
        .isEqualTo(403);
  }

  @Test
  void whoDecidesIsWhoCalls() {
    String approver = newKey("{'name':'Grace','roles':['approver']}").get("key").asText();
    send(
        administrator,
        "POST",
        "/api/trees?run=true",
        "{\"tasks\":[{\"name\":\"ask\",\"schemas\":{\"method\":\"approval_executor\"}}]}");
    Await.until(
        "it has asked",
        Restarts.BOUND,
        () ->
            !send(approver, "GET", "/api/approvals?status=open", "").json().get("items").isEmpty());
    String id = send(approver, "GET", "/api/approvals?status=open", "").at("/items/0/id");

    Http.Answer forged =
        send(approver, "POST", "/api/approvals/" + id + "/approve", "{\"decided_by\":\"Ada\"}");
    assertThat(forged.status()).isEqualTo(400);
    Http.Answer decided = send(approver, "POST", "/api/approvals/" + id + "/approve", "{}");
    assertThat(decided.status()).as(decided.text()).isEqualTo(200);
    assertThat(decided.at("/decided_by")).isEqualTo("Grace");
  }

  @Test
  void whatBecameOfATaskIsWrittenByOperators() {
    String submitter = newKey("{'name':'s','roles':['submitter']}").get("key").asText();
    String operator = newKey("{'name':'o','roles':['operator']}").get("key").asText();
    String task =
        send(
                submitter,
                "POST",
                "/api/trees",
                "{\"name\":\"t\",\"schemas\":{\"method\":\"echo_executor\"}}")
            .at("/id");
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tasks.update\",\"params\":{\"task_id\":\"%s\",\"updates\":{\"status\":\"cancelled\",\"error\":\"by hand\"}}}"
            .formatted(task);

    assertThat(send(submitter, "POST", "/tasks", body).json().at("/error/message").asText())
        .contains("needs the permission 'operate'");
    assertThat(send(operator, "POST", "/tasks", body).json().at("/result/status").asText())
        .isEqualTo("cancelled");
  }

  @Test
  void anIdempotencyKeyIsItsCallersOwn() {
    String one = newKey("{'name':'one','roles':['submitter']}").get("key").asText();
    String two = newKey("{'name':'two','roles':['submitter']}").get("key").asText();
    String first = submitted(one, 201);
    assertThat(submitted(one, 200)).isEqualTo(first);
    assertThat(submitted(two, 201)).isNotEqualTo(first);
  }

  private static String submitted(String key, int status) {
    Http.Answer answer =
        server
            .http()
            .post(
                "/api/trees",
                "{\"name\":\"once\",\"schemas\":{\"method\":\"echo_executor\"}}",
                "Authorization",
                "Bearer " + key,
                "Idempotency-Key",
                "a".repeat(255));
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return answer.at("/id");
  }

  @Test
  void keysForModelsAreTheirCallersOwn() {
    String one = newKey("{'name':'one','roles':['submitter']}").get("key").asText();
    String two = newKey("{'name':'two','roles':['submitter']}").get("key").asText();
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"config.llm_key.%s\",\"params\":{\"user_id\":\"u\",\"api_key\":\"k\"}}";
    send(one, "POST", "/system", body.formatted("set"));

    assertThat(send(one, "POST", "/system", body.formatted("get")).at("/result/has_key"))
        .isEqualTo("true");
    assertThat(send(two, "POST", "/system", body.formatted("get")).at("/result/has_key"))
        .isEqualTo("false");
  }
}
