package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.espalier.it.Http.Answer;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Plays the part of apflow's web client (0.2.0): the bodies and headers it sends from its own
 * origin, and what it reads of the answers. Named by the rows of its table of calls.
 */
@ExtendWith(FurnishedServer.class)
class WebClientIT {
  private static final String ORIGIN = FurnishedServer.ORIGIN;

  private final URI server;
  private final Http http;
  private int id;

  WebClientIT(URI server) {
    this.server = server;
    this.http = new Http(server);
  }

  /** As axios sends it; the browser checks the headers before the client sees anything. */
  private JsonNode post(String path, String method, String params) {
    String body =
        "{'jsonrpc':'2.0','method':'%s','params':%s,'id':%d}".formatted(method, params, ++id);
    Answer answer =
        http.post(
            path,
            Rpc.json(body),
            "Content-Type",
            "application/json",
            "Accept",
            "application/json, text/plain, */*",
            "Origin",
            ORIGIN,
            "Authorization",
            "Bearer some.token",
            "X-LLM-API-KEY",
            "openai:sk-1");
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
    assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode json = answer.json();
    assertThat(json.get("id").asInt()).isEqualTo(id);
    return json;
  }

  private JsonNode tasks(String method, String params) {
    JsonNode answer = post("/tasks", method, params);
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer.get("result");
  }

  /** What the client shows of an error: {@code String(error.data || error.message)}. */
  private String shown(JsonNode answer) {
    JsonNode error = answer.get("error");
    assertThat(error.path("data").isTextual() || error.path("data").isMissingNode()).isTrue();
    return error.path("data").asText(error.get("message").asText());
  }

  private JsonNode create(String name, String inputs) {
    return tasks(
        "tasks.create",
        "[{'name':'%s','priority':1,'inputs':%s,'schemas':{'method':'echo_executor'},'params':{}}]"
            .formatted(name, inputs));
  }

  private String awaitStatus(String taskId, String status) {
    return Await.value(
            taskId + " is " + status,
            Rpc.BOUND,
            () ->
                Optional.of(tasks("tasks.get", "{'task_id':'" + taskId + "'}"))
                    .filter(task -> task.get("status").asText().equals(status)))
        .get("id")
        .asText();
  }

  @Test
  void row00_preflightsNeedNobodysName() {
    Answer answer =
        http.send(
            "OPTIONS",
            "/tasks",
            "",
            "Origin",
            ORIGIN,
            "Access-Control-Request-Method",
            "POST",
            "Access-Control-Request-Headers",
            "authorization,content-type,x-llm-api-key");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
    assertThat(answer.header("Access-Control-Allow-Headers").toLowerCase())
        .contains("authorization", "content-type", "x-llm-api-key");
    assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST");
    Answer stranger =
        http.send(
            "OPTIONS",
            "/tasks",
            "",
            "Origin",
            "http://evil.example",
            "Access-Control-Request-Method",
            "POST");
    assertThat(stranger.header("Access-Control-Allow-Origin")).isEmpty();
    assertThat(http.get("/api/health", "Origin", ORIGIN).header("Access-Control-Allow-Origin"))
        .isEqualTo(ORIGIN);
    assertThat(
            http.send(
                    "OPTIONS",
                    "/api/trees",
                    "",
                    "Origin",
                    ORIGIN,
                    "Access-Control-Request-Method",
                    "POST")
                .status())
        .isEqualTo(204);
  }

  @Test
  void row01_row02_theDashboardShowsWhatIsRunning() {
    String taskId = create("slow", "{'delay':600}").get("id").asText();
    tasks("tasks.execute", "{'task_id':'" + taskId + "'}");
    JsonNode running = tasks("tasks.running.list", "{'limit':100}");
    assertThat(running).extracting(t -> t.get("id").asText()).contains(taskId);
    assertThat(running)
        .allMatch(
            t -> t.has("name") && t.has("status") && t.has("progress") && t.has("created_at"));
    assertThat(tasks("tasks.running.count", "{}").get("count").asInt()).isPositive();
    JsonNode cancelled = tasks("tasks.cancel", "{'task_ids':['" + taskId + "'],'force':false}");
    assertThat(cancelled.get(0).get("status").asText()).isEqualTo("cancelled");
  }

  @Test
  void row03_row04_row05_tasksAreListedAndUnfolded() {
    JsonNode stored =
        tasks(
            "tasks.create",
            "[{'id':'p','name':'parent','priority':1},{'id':'c','name':'child','parent_id':'p'}]");
    JsonNode statistics = tasks("tasks.list", "{'root_only':true,'limit':1000,'offset':0}");
    assertThat(statistics).allMatch(t -> t.has("status") && t.get("parent_id").isNull());
    JsonNode all =
        tasks("tasks.list", "{'status':'pending','root_only':false,'limit':100,'offset':0}");
    assertThat(all).extracting(t -> t.get("name").asText()).contains("parent", "child");
    String parent = Rpc.id(stored, "parent");
    for (JsonNode task : all) {
      if (task.get("id").asText().equals(parent)) {
        assertThat(task.get("has_children").asBoolean()).isTrue();
      }
    }
    JsonNode children = tasks("tasks.children", "{'parent_id':'" + parent + "'}");
    assertThat(children.isArray()).isTrue();
    assertThat(children.get(0).get("name").asText()).isEqualTo("child");
  }

  @Test
  void row06_row07_row08_aCreatedTaskIsOpened() {
    JsonNode created = create("one", "{'x':1}");
    assertThat(created.get("id").isTextual()).isTrue();
    String one = "{'task_id':'" + created.get("id").asText() + "'}";
    JsonNode task = tasks("tasks.get", one);
    assertThat(task.get("inputs").toString()).isEqualTo("{\"x\":1}");
    for (String field :
        List.of(
            "name",
            "status",
            "progress",
            "parent_id",
            "created_at",
            "updated_at",
            "result",
            "error",
            "params")) {
      assertThat(task.has(field)).as(field).isTrue();
    }
    JsonNode tree = tasks("tasks.tree", one);
    assertThat(tree.at("/task/id")).isEqualTo(created.get("id"));
    assertThat(tree.get("children").isArray()).isTrue();
    JsonNode many = tasks("tasks.create", "[{'name':'r'},{'name':'c','parent_id':'r'}]");
    assertThat(many.isArray()).isTrue();
    assertThat(shown(post("/tasks", "tasks.create", "[{'name':'a'},{'name':'b'}]")))
        .contains("Multiple root tasks found");
  }

  /** What the page for experts sends when only the name was filled in, and the simple one. */
  @Test
  void row08_theFormsSendNullsAndIdsOfTheirOwn() {
    for (String form :
        List.of(
            "{'id':'task-1764','parent_id':null,'user_id':null,'name':'t','status':'pending','priority':2,'dependencies':null,'inputs':{},'params':null,'schemas':{'method':'echo_executor'}}",
            "{'id':'task-1765','name':'t','priority':2,'inputs':{},'schemas':{'method':'system_info_executor'}}",
            "{'id':'task-1766','name':'t','priority':2,'inputs':{'command':'echo hello'},'schemas':{'method':'command_executor'}}")) {
      JsonNode created = tasks("tasks.create", "[" + form + "]");
      assertThat(created.get("id").asText()).matches("[0-9a-f-]{36}");
      assertThat(created.get("status").asText()).isEqualTo("pending");
      assertThat(created.get("dependencies")).isEmpty();
    }
  }

  @Test
  void row09_generatingSaysThatThereIsNoModel() {
    assertThat(shown(post("/tasks", "tasks.generate", "{'requirement':'fetch a page'}")))
        .contains("No model configured");
  }

  /** The client stops listening at the first event with a true {@code final}. */
  @Test
  void row10_aRunIsWatchedToItsEnd() {
    JsonNode stored =
        tasks(
            "tasks.create",
            "[{'name':'r','schemas':{'method':'echo_executor'},'dependencies':['c']},{'name':'c','parent_id':'r','schemas':{'method':'echo_executor'}}]");
    String root = Rpc.id(stored, "r");
    tasks("tasks.get", "{'task_id':'" + root + "'}");
    List<JsonNode> seen = new ArrayList<>();
    try (SseCall call =
        new SseCall(
            server.resolve("/tasks"),
            Rpc.json(
                "{'jsonrpc':'2.0','method':'tasks.execute','params':{'task_id':'%s','use_streaming':true,'use_demo':true},'id':99}"
                    .formatted(root)))) {
      for (JsonNode event = call.next().orElseThrow();
          !event.path("final").asBoolean() && !event.path("type").asText().equals("stream_end");
          event = call.next().orElseThrow()) {
        seen.add(event);
      }
    }
    assertThat(seen.get(0).at("/result/success").asBoolean()).isTrue();
    assertThat(seen.stream().filter(e -> e.path("type").asText().equals("task_completed")))
        .hasSize(2);
    assertThat(tasks("tasks.get", "{'task_id':'" + root + "'}").get("status").asText())
        .isEqualTo("completed");
    JsonNode plain = tasks("tasks.execute", "{'task_id':'" + root + "','use_streaming':false}");
    assertThat(plain.get("success").asBoolean()).isTrue();
    assertThat(plain.get("message").asText()).isNotBlank();
  }

  /** No page of the client asks for it; its server part is the same. */
  @Test
  void item66_eventsArePushedByPost() throws IOException {
    List<JsonNode> pushed = new CopyOnWriteArrayList<>();
    List<String> headers = new CopyOnWriteArrayList<>();
    HttpServer receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          headers.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          pushed.add(
              Json.readForeign(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    try {
      String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
      JsonNode started =
          tasks(
              "tasks.execute",
              "{'tasks':[{'name':'a','schemas':{'method':'echo_executor'},'inputs':{'x':1}}],'webhook_config':{'url':'%s','headers':{'Authorization':'Bearer t'}}}"
                  .formatted(url));
      assertThat(started.get("webhook_url").asText()).isEqualTo(url);
      Await.until(
          "the last event is pushed",
          Rpc.BOUND,
          () -> pushed.stream().anyMatch(e -> e.path("final").asBoolean()));
      assertThat(headers).allMatch("POST Bearer t"::equals);
      assertThat(pushed)
          .allMatch(
              e ->
                  e.get("root_task_id").equals(started.get("root_task_id"))
                      && e.has("status")
                      && e.has("progress"));
    } finally {
      receiver.stop(0);
    }
    assertThat(
            shown(
                post(
                    "/tasks",
                    "tasks.execute",
                    "{'task_id':'%s','webhook_config':{'url':'file:///etc/passwd'}}"
                        .formatted(create("a", "{}").get("id").asText()))))
        .contains("url");
  }

  @Test
  void row11_row12_aTaskIsCopiedAndDeleted() {
    String taskId = create("mould", "{}").get("id").asText();
    JsonNode copy = tasks("tasks.copy", "{'task_id':'" + taskId + "'}");
    assertThat(copy.get("id").asText()).isNotEqualTo(taskId);
    JsonNode deleted = tasks("tasks.delete", "{'task_id':'" + taskId + "'}");
    assertThat(deleted.get("success").asBoolean()).isTrue();
    assertThat(deleted.get("task_id").asText()).isEqualTo(taskId);
    assertThat(shown(post("/tasks", "tasks.delete", "{'task_id':'" + taskId + "'}")))
        .contains("not found");
  }

  @Test
  void row13_aRunningTaskIsCancelled() {
    String taskId = create("slow", "{'delay':600}").get("id").asText();
    tasks("tasks.execute", "{'task_id':'" + taskId + "'}");
    awaitStatus(taskId, "in_progress");
    JsonNode item = tasks("tasks.cancel", "{'task_ids':['" + taskId + "'],'force':true}").get(0);
    assertThat(item.get("task_id").asText()).isEqualTo(taskId);
    assertThat(item.get("status").asText()).isEqualTo("cancelled");
    assertThat(item.get("message").asText()).isNotBlank();
    awaitStatus(taskId, "cancelled");
  }

  @Test
  void row14_row15_row16_row17_schedulesAreKeptSwitchedAndRemoved() {
    String taskId = create("nightly", "{}").get("id").asText();
    String one = "{'task_id':'" + taskId + "'}";
    tasks(
        "tasks.update",
        "{'task_id':'%s','schedule_type':'daily','schedule_expression':'03:15','schedule_enabled':true,'max_runs':5}"
            .formatted(taskId));
    JsonNode begun = tasks("tasks.scheduled.init", one);
    assertThat(begun.get("next_run_at").isTextual()).isTrue();
    String listed = "{'enabled_only':%s,'limit':100,'offset':0}";
    JsonNode shown = byId(tasks("tasks.scheduled.list", listed.formatted(true)), taskId);
    assertThat(shown.get("schedule_type").asText()).isEqualTo("daily");
    assertThat(shown.get("schedule_expression").asText()).isEqualTo("03:15");
    assertThat(shown.get("max_runs").asInt()).isEqualTo(5);
    assertThat(shown.get("run_count").asInt()).isZero();
    assertThat(shown.get("last_run_at").isNull()).isTrue();
    tasks("tasks.update", "{'task_id':'" + taskId + "','schedule_enabled':false}");
    assertThat(byId(tasks("tasks.scheduled.list", listed.formatted(true)), taskId).isMissingNode())
        .isTrue();
    assertThat(byId(tasks("tasks.scheduled.list", listed.formatted(false)), taskId).isMissingNode())
        .isFalse();
    tasks(
        "tasks.update",
        "{'task_id':'%s','schedule_type':'','schedule_expression':'','schedule_enabled':false}"
            .formatted(taskId));
    assertThat(byId(tasks("tasks.scheduled.list", listed.formatted(false)), taskId).isMissingNode())
        .isTrue();
    assertThat(tasks("tasks.get", one).get("schedule_type").isNull()).isTrue();
    assertThat(
            shown(
                post(
                    "/tasks",
                    "tasks.update",
                    "{'task_id':'%s','schedule_type':'cron','schedule_expression':'often','schedule_enabled':true}"
                        .formatted(taskId))))
        .startsWith("Update failed:");
  }

  private static JsonNode byId(JsonNode list, String taskId) {
    for (JsonNode task : list) {
      if (task.get("id").asText().equals(taskId)) {
        return task;
      }
    }
    return list.path("none");
  }

  @Test
  void row18_row19_aTaskIsTriggeredAndTheCalendarExported() {
    String taskId = create("weekly", "{'x':1}").get("id").asText();
    JsonNode triggered = tasks("tasks.webhook.trigger", "{'task_id':'" + taskId + "'}");
    assertThat(triggered.get("success").asBoolean()).isTrue();
    assertThat(triggered.get("task_id").asText()).isEqualTo(taskId);
    assertThat(triggered.get("message").asText()).isNotBlank();
    awaitStatus(taskId, "completed");
    tasks(
        "tasks.update",
        "{'task_id':'%s','schedule_type':'weekly','schedule_expression':'1,3 09:00','schedule_enabled':true}"
            .formatted(taskId));
    tasks("tasks.scheduled.init", "{'task_id':'" + taskId + "'}");
    JsonNode calendar =
        tasks(
            "tasks.scheduled.export-ical",
            "{'enabled_only':true,'schedule_type':'weekly','limit':100}");
    assertThat(calendar.get("ical_content").asText())
        .startsWith("BEGIN:VCALENDAR")
        .contains("weekly");
    assertThat(calendar.get("task_count").asInt()).isPositive();
  }

  @Test
  void row20_keysOfModelsAreSetShownAndDeleted() {
    JsonNode set = post("/system", "config.llm_key.set", "{'api_key':'sk-x','provider':'openai'}");
    assertThat(set.at("/result/success").asBoolean()).isTrue();
    JsonNode got = post("/system", "config.llm_key.get", "{'provider':'openai'}").get("result");
    assertThat(got.get("has_key").asBoolean()).isTrue();
    assertThat(got.at("/providers/openai").asText()).isEqualTo("***");
    JsonNode deleted =
        post("/system", "config.llm_key.delete", "{'provider':'openai'}").get("result");
    assertThat(deleted.get("deleted").asBoolean()).isTrue();
  }

  @Test
  void row21_row22_row23_whatIsNotThereIsNoFaultOfTheServer() {
    Answer demo = http.get("/api/demo/tasks/init-status", "Origin", ORIGIN); // #19
    assertThat(demo.status()).isEqualTo(200);
    assertThat(demo.text()).isEqualTo("{\"success\":true,\"can_init\":false}");
    assertThat(http.post("/api/demo/tasks/init-executors", "{}", "Origin", ORIGIN).status())
        .isEqualTo(404);
  }

  @Test
  void row24_callsThatNoPageMakesYet() {
    String taskId = create("one", "{}").get("id").asText();
    JsonNode detail = tasks("tasks.detail", "{'task_id':'" + taskId + "'}");
    assertThat(detail.at("/task/id").asText()).isEqualTo(taskId);
    assertThat(detail.get("children").isArray()).isTrue();
    JsonNode status = tasks("tasks.running.status", "{'task_ids':['" + taskId + "']}").get(0);
    assertThat(status.get("status").asText()).isEqualTo("pending");
    assertThat(status.get("is_running").asBoolean()).isFalse();
    JsonNode health = post("/system", "system.health", "{}").get("result");
    assertThat(health.get("uptime").isNumber()).isTrue();
    assertThat(health.get("running_tasks_count").isNumber()).isTrue();
  }
}
