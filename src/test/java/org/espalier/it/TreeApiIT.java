package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.it.Api.json;
import static org.espalier.it.Api.problem;
import static org.espalier.it.Api.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.espalier.it.Http.Answer;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DeployedServer.class)
@RunAsClient
class TreeApiIT {
  private static final String DIAMOND =
      """
      {'tasks':[
       {'id':'end','name':'end','user_id':'u1','schemas':{'method':'echo_executor'},
        'inputs':{'sum':'${left.n} and ${right.n}'},'dependencies':['left','right']},
       {'id':'start','name':'start','parent_id':'end','schemas':{'method':'echo_executor'},'inputs':{'n':1.50}},
       {'id':'left','name':'left','parent_id':'end','priority':0,'schemas':{'method':'echo_executor'},
        'inputs':{'n':2},'dependencies':[{'id':'start','required':true}],'timeout':30},
       {'id':'right','name':'right','parent_id':'end','schemas':{'method':'echo_executor'},
        'inputs':{'n':3},'dependencies':['start'],'retry':{'max_attempts':5}}]}
      """;
  private static final String SLOW =
      "{'name':'%s','schemas':{'method':'echo_executor'},'inputs':{'delay':60}}";

  private final Api api;
  private final Http http;

  TreeApiIT(Http http) {
    this.http = http;
    this.api = new Api(http);
  }

  @Test
  void createsATreeWithoutRunningIt() {
    Answer answer = api.post("/api/trees", DIAMOND);
    JsonNode tree = answer.json();

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Location")).endsWith("/api/trees/" + tree.get("id").textValue());
    assertThat(tree.get("status").textValue()).isEqualTo("pending");
    assertThat(tree.get("run").isNull()).isTrue();
    assertThat(task(tree, "left").get("key").textValue()).isEqualTo("left");
    assertThat(task(tree, "left").at("/waiting_for/kind").textValue()).isEqualTo("not_started");
    assertThat(api.tree(tree)).isEqualTo(tree);
  }

  @Test
  void readsATreeAsASummaryAndInPages() { // #19
    JsonNode tree = api.post("/api/trees", DIAMOND).json();
    String path = "/api/trees/" + tree.get("id").textValue();

    JsonNode summary = http.get(path + "?tasks=none").json();
    assertThat(summary.get("task_count").intValue()).isEqualTo(4);
    assertThat(summary.has("tasks")).isFalse();

    List<JsonNode> read = new ArrayList<>();
    String cursor = "";
    for (int page = 0; page < 3 && cursor != null; page++) {
      JsonNode answer = http.get(path + "/tasks?limit=2" + cursor).json();
      answer.get("items").forEach(read::add);
      cursor = answer.get("next").isNull() ? null : "&cursor=" + answer.get("next").textValue();
    }
    assertThat(cursor).isNull();
    assertThat(read).containsExactlyElementsOf(tree.get("tasks"));

    assertThat(http.get(path + "?tasks=some").status()).isEqualTo(400);
    assertThat(http.get("/api/trees/" + UUID.randomUUID() + "/tasks").status()).isEqualTo(404);
  }

  @Test
  void runsADiamondAndShowsEveryPartOfIt() {
    JsonNode submitted = api.submit(DIAMOND);
    assertThat(submitted.at("/run/status").textValue()).isEqualTo("queued");
    assertThat(submitted.at("/run/counts/pending").intValue()).isEqualTo(4);
    JsonNode run = api.await(submitted.get("run"), "completed");

    assertThat(run.at("/counts/completed").intValue()).isEqualTo(4);
    assertThat(run.get("progress").doubleValue()).isEqualTo(1);
    assertThat(run.get("node").textValue()).isNotBlank();
    assertThat(run.get("created_at").textValue())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    JsonNode tree = api.tree(submitted);
    assertThat(tree.get("status").textValue()).isEqualTo("completed");
    assertThat(tree.get("run")).isEqualTo(run);
    assertThat(task(tree, "end").at("/result/sum").textValue()).isEqualTo("2 and 3");
    assertThat(task(tree, "start").at("/result/n").asText()).isEqualTo("1.50");
    assertThat(task(tree, "left").get("waiting_for").isNull()).isTrue();
    JsonNode one = http.get("/api/tasks/" + task(tree, "end").get("id").textValue()).json();
    assertThat(one).isEqualTo(task(tree, "end"));

    String path = "/api/runs/" + run.get("id").textValue() + "/attempts?";
    List<JsonNode> attempts = api.all(path, 3);
    assertThat(attempts).hasSize(4);
    assertThat(attempts)
        .allSatisfy(
            attempt -> {
              assertThat(attempt.get("status").textValue()).isEqualTo("completed");
              assertThat(attempt.get("number").intValue()).isEqualTo(1);
              assertThat(attempt.get("run_id")).isEqualTo(run.get("id"));
            });
    assertThat(attempts).extracting(a -> a.get("started_at").textValue()).isSorted();
  }

  @Test
  void takesNestedTasksAndSeveralTreesAtOnce() {
    JsonNode nested =
        api.store(
            """
            {'name':'top','schemas':{'method':'echo_executor'},'children':[
             {'name':'mid','schemas':{'method':'echo_executor'},'children':[
              {'name':'low','schemas':{'method':'echo_executor'}}]}]}
            """);
    assertThat(task(nested, "low").get("parent_id")).isEqualTo(task(nested, "mid").get("id"));

    Answer bulk =
        api.post(
            "/api/trees?run=true",
            """
            {'trees':[{'tasks':[{'name':'one','schemas':{'method':'echo_executor'}}]},
             {'tasks':[{'name':'two','schemas':{'method':'echo_executor'}}]}]}
            """);
    assertThat(bulk.status()).isEqualTo(201);
    JsonNode items = bulk.json().get("items");
    assertThat(items)
        .extracting(tree -> tree.get("name").textValue())
        .containsExactly("one", "two");
    items.forEach(tree -> api.await(tree.get("run"), "completed"));
  }

  @Test
  void reportsAllFaultsOfASubmissionAndStoresNothing() {
    String name = "faulty " + UUID.randomUUID();
    Answer answer =
        api.post(
            "/api/trees?run=true",
            """
            {'tasks':[
             {'id':'r','name':'%s','schemas':{'method':'no_such_executor'}},
             {'id':'a','name':'a','parent_id':'r','priority':7,'schemas':{'method':'echo_executor'},
              'dependencies':['b','nobody'],'colour':'red'},
             {'id':'b','name':'b','parent_id':'r','timeout':'soon','schemas':{'method':'echo_executor'},
              'dependencies':['a'],'status':'completed'},
             {'id':'b','name':'a','parent_id':'lost','schemas':{'method':'echo_executor'}},
             17]}
            """
                .formatted(name));

    JsonNode problem = problem(answer, 400, "invalid_tree");
    Set<String> faults = new TreeSet<>();
    problem
        .get("errors")
        .forEach(e -> faults.add(e.get("pointer").textValue() + " " + e.get("code").textValue()));
    assertThat(faults)
        .contains(
            "/tasks/0/schemas/method unknown_executor",
            "/tasks/1/priority range",
            "/tasks/1/colour unknown_field",
            "/tasks/1/dependencies/1 unknown_dependency",
            "/tasks/2/timeout type",
            "/tasks/2/status read_only",
            "/tasks/3/id duplicate_id",
            "/tasks/3/name duplicate_name",
            "/tasks/3/parent_id unknown_parent",
            "/tasks/4 type");
    assertThat(faults).anyMatch(fault -> fault.endsWith("dependency_cycle"));
    assertThat(http.get("/api/trees?name=" + name.replace(" ", "%20")).json().get("items"))
        .isEmpty();
  }

  @Test
  void storesNoTreeOfABulkWithOneFault() {
    String name = "half " + UUID.randomUUID();

    JsonNode problem =
        problem(
            api.post(
                "/api/trees",
                """
                {'trees':[{'tasks':[{'name':'%s','schemas':{'method':'echo_executor'}}]},
                 {'tasks':[{'name':'','schemas':{'method':'echo_executor'}}]}]}
                """
                    .formatted(name)),
            400,
            "invalid_tree");

    assertThat(problem.at("/errors/0/pointer").textValue()).isEqualTo("/trees/1/tasks/0/name");
    assertThat(http.get("/api/trees?name=" + name.replace(" ", "%20")).json().get("items"))
        .isEmpty();
  }

  @Test
  void refusesATakenId() {
    String id = UUID.randomUUID().toString();
    String tree = "{'id':'%s','name':'x','schemas':{'method':'echo_executor'}}".formatted(id);
    api.store(tree);

    assertThat(problem(api.post("/api/trees", tree), 409, "id_taken").get("detail").textValue())
        .contains(id);
  }

  @Test
  void listsTreesWithFiltersPageByPage() {
    String mark = UUID.randomUUID().toString();
    List<String> stored = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      stored.add(
          0,
          api.store(
                  "{'name':'List %s','user_id':'%s','schemas':{'method':'echo_executor'}}"
                      .formatted(mark, mark))
              .get("id")
              .textValue());
    }

    for (String filter :
        List.of(
            "name=LIST%20" + mark,
            "user_id=" + mark,
            "name=" + mark + "&status=pending,completed&created_after=2020-01-01T00:00:00Z")) {
      List<JsonNode> found = api.all("/api/trees?" + filter + "&", 2);
      assertThat(found).extracting(tree -> tree.get("id").textValue()).isEqualTo(stored);
      assertThat(found.get(0).get("task_count").intValue()).isEqualTo(1);
      assertThat(found.get(0).has("tasks")).isFalse();
    }
    assertThat(api.all("/api/trees?status=failed&name=" + mark + "&", 50)).isEmpty();
    String first = api.all("/api/trees?name=" + mark + "&", 50).get(6).get("created_at").asText();
    assertThat(api.all("/api/trees?name=" + mark + "&created_after=" + first + "&", 50)).hasSize(7);
    assertThat(api.all("/api/trees?name=" + mark + "&created_before=" + first + "&", 50)).isEmpty();
    String future = Instant.now().plusSeconds(3_600).toString();
    assertThat(api.all("/api/trees?name=" + mark + "&created_after=" + future + "&", 50)).isEmpty();
  }

  @Test
  void namesEveryWrongParameter() {
    JsonNode problem =
        problem(
            http.get("/api/trees?limit=0&cursor=zzz&status=done&created_after=now&nonsense=1"),
            400,
            "invalid_request");

    assertThat(problem.get("errors"))
        .extracting(error -> error.get("parameter").textValue())
        .containsExactlyInAnyOrder("limit", "cursor", "status", "created_after");
    problem(http.get("/api/trees?name=%00"), 400, "invalid_request");
    problem(api.post("/api/trees?run=yes", DIAMOND), 400, "invalid_request");
  }

  @Test
  void answersAProblemForWhatIsNotThere() {
    String nobody = UUID.randomUUID().toString();
    for (String id : List.of(nobody, "17", "%F0%9F%8C%B3", "a".repeat(300))) {
      problem(http.get("/api/trees/" + id), 404, "tree_not_found");
      problem(api.delete("/api/trees/" + id), 404, "tree_not_found");
      problem(api.post("/api/trees/" + id + "/runs", "{}"), 404, "tree_not_found");
      problem(http.get("/api/runs/" + id), 404, "run_not_found");
      problem(http.get("/api/runs/" + id + "/attempts"), 404, "run_not_found");
      problem(http.get("/api/runs/" + id + "/events"), 404, "run_not_found");
      problem(http.send("POST", "/api/runs/" + id + "/cancel", ""), 404, "run_not_found");
      problem(http.send("POST", "/api/runs/" + id + "/pause", ""), 404, "run_not_found");
      problem(http.send("POST", "/api/runs/" + id + "/resume", ""), 404, "run_not_found");
      problem(http.get("/api/tasks/" + id), 404, "task_not_found");
      problem(api.patch("/api/tasks/" + id, "{}"), 404, "task_not_found");
      problem(api.delete("/api/tasks/" + id), 404, "task_not_found");
      problem(http.get("/api/executors/" + id), 404, "executor_not_found");
    }
    problem(http.get("/api/nothing"), 404, "not_found");
    problem(http.send("PUT", "/api/trees", ""), 405, "method_not_allowed");
    problem(http.send("DELETE", "/api/runs/" + nobody, ""), 405, "method_not_allowed");
    problem(http.send("POST", "/api/events", ""), 405, "method_not_allowed");
  }

  @Test
  void runsAgainAllFailedOrChosenTasks() {
    JsonNode tree = api.submit(DIAMOND);
    api.await(tree.get("run"), "completed");
    String runs = "/api/trees/" + tree.get("id").textValue() + "/runs";

    problem(api.post(runs, "{'scope':'failed'}"), 409, "nothing_to_run");
    Answer again = api.post(runs, "{'scope':'tasks','tasks':['left'],'inputs':{'left':{'n':20}}}");
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.header("Location")).endsWith("/api/runs/" + again.at("/id"));
    JsonNode second = api.await(again.json(), "completed");
    assertThat(second.get("number").intValue()).isEqualTo(2);
    assertThat(second.get("scope").textValue()).isEqualTo("tasks");
    assertThat(second.get("trigger").textValue()).isEqualTo("request");
    JsonNode left = task(api.tree(tree), "left");
    assertThat(left.at("/result/n").intValue()).isEqualTo(20);
    assertThat(left.at("/inputs/n").intValue()).isEqualTo(2);
    JsonNode third = api.await(http.send("POST", runs, "").json(), "completed");
    assertThat(third.get("scope").textValue()).isEqualTo("all");

    assertThat(api.all("/api/runs?tree_id=" + tree.get("id").textValue() + "&", 2))
        .extracting(run -> run.get("number").intValue())
        .containsExactly(3, 2, 1);
    assertThat(api.all("/api/runs?status=failed&tree_id=" + tree.get("id").textValue() + "&", 2))
        .isEmpty();
  }

  @Test
  void checksTheInputsOfARunAgainstTheSchemas() {
    JsonNode tree =
        api.store(
            """
            {'tasks':[{'id':'b','name':'b','schemas':{'method':'echo_executor',
                'input_schema':{'properties':{'n':{'type':'integer'},'m':{'type':'integer'}}}},
              'inputs':{'n':1},'dependencies':['a']},
             {'id':'a','name':'a','parent_id':'b','schemas':{'method':'echo_executor'}}]}
            """);
    String runs = "/api/trees/" + tree.get("id").textValue() + "/runs";

    JsonNode problem =
        problem(
            api.post(
                runs,
                "{'inputs':{'b':{'n':'x','m':'${a.m}','s':'${who.m}'},'a':{'delay':'long'}}}"),
            400,
            "invalid_request");

    assertThat(problem.get("errors"))
        .extracting(error -> error.get("pointer").textValue() + " " + error.get("code").textValue())
        .containsExactlyInAnyOrder(
            "/inputs/b/n inputs_schema",
            "/inputs/b/s unknown_reference",
            "/inputs/a/delay inputs_schema");
    assertThat(api.tree(tree).get("run").isNull()).isTrue();
    assertThat(api.post(runs, "{'inputs':{'b':{'n':5}}}").status()).isEqualTo(201);
  }

  @Test
  void reportsAllFaultsOfARunRequest() {
    JsonNode tree = api.store(DIAMOND);
    String runs = "/api/trees/" + tree.get("id").textValue() + "/runs";

    JsonNode problem =
        problem(
            api.post(
                runs,
                "{'scope':'some','tasks':['left','nobody',7],'inputs':{'who':{},'left':5},'x':1}"),
            400,
            "invalid_request");

    assertThat(problem.get("errors"))
        .extracting(error -> error.get("pointer").textValue())
        .containsExactlyInAnyOrder(
            "/x", "/scope", "/tasks/2", "/tasks/1", "/inputs/who", "/inputs/left");
    problem(api.post(runs, "{'scope':'tasks'}"), 400, "invalid_request");
    problem(api.post(runs, "{'scope':'all','tasks':['left']}"), 400, "invalid_request");
    problem(api.post(runs, "[]"), 400, "invalid_request");
    problem(api.post(runs, "{"), 400, "malformed_json");
    assertThat(api.tree(tree).get("run").isNull()).isTrue();
  }

  @Test
  void refusesASecondRunWhileOneIsActive() {
    JsonNode tree = api.submit(SLOW.formatted("busy"));
    String runs = "/api/trees/" + tree.get("id").textValue() + "/runs";

    JsonNode problem = problem(api.post(runs, "{}"), 409, "run_active");

    assertThat(problem.get("run_id")).isEqualTo(tree.at("/run/id"));
    problem(api.delete("/api/trees/" + tree.get("id").textValue()), 409, "run_active");
    problem(
        api.patch("/api/tasks/" + tree.get("id").textValue(), "{'priority':1}"), 409, "run_active");
    cancel(tree);
  }

  private void cancel(JsonNode tree) {
    String path = "/api/runs/" + tree.at("/run/id").textValue() + "/cancel";
    assertThat(http.send("POST", path, "").status()).isEqualTo(202);
    JsonNode run = api.await(tree.get("run"), "cancelled");
    assertThat(api.tree(tree).get("status").textValue()).isEqualTo("cancelled");
    assertThat(run.get("ended_at").isNull()).isFalse();
    assertThat(http.send("POST", path, "").status()).isEqualTo(202);
  }

  @Test
  void pausesAndResumes() {
    JsonNode tree =
        api.submit(
            """
            {'tasks':[{'id':'b','name':'b','schemas':{'method':'echo_executor'},'dependencies':['a']},
             {'id':'a','name':'a','parent_id':'b','schemas':{'method':'echo_executor'},'inputs':{'delay':1}}]}
            """);
    String run = "/api/runs/" + tree.at("/run/id").textValue();

    assertThat(http.send("POST", run + "/pause", "").status()).isEqualTo(202);
    api.await(tree.get("run"), "paused");
    assertThat(task(api.tree(tree), "b").at("/waiting_for/kind").textValue()).isEqualTo("paused");
    assertThat(api.patch("/api/tasks/" + tree.get("id").textValue(), "{'priority':0}").status())
        .isEqualTo(200);
    assertThat(http.send("POST", run + "/resume", "").status()).isEqualTo(202);
    api.await(tree.get("run"), "completed");

    problem(http.send("POST", run + "/pause", ""), 409, "run_state");
    problem(http.send("POST", run + "/cancel", ""), 409, "run_state");
    problem(http.send("POST", run + "/resume", ""), 409, "run_state");
  }

  @Test
  void saysWhatEachTaskWaitsFor() {
    JsonNode tree =
        api.submit(
            """
            {'tasks':[{'id':'z','name':'z','schemas':{'method':'echo_executor'},'dependencies':['y']},
             {'id':'y','name':'y','parent_id':'z','schemas':{'method':'echo_executor'},'inputs':{'delay':60}}]}
            """);
    api.await(tree.get("run"), "running");

    JsonNode waiting =
        Await.value(
            "z waits for y",
            Api.BOUND,
            () ->
                java.util.Optional.of(task(api.tree(tree), "z").get("waiting_for"))
                    .filter(reason -> reason.path("kind").asText().equals("dependency")));
    assertThat(waiting.at("/tasks/0/name").textValue()).isEqualTo("y");
    cancel(tree);
  }

  @Test
  void describesExecutorsHealthAndItself() {
    JsonNode executors = http.get("/api/executors").json().get("items");
    assertThat(executors)
        .extracting(executor -> executor.get("kind").textValue())
        .contains("echo_executor", "rest_executor", "aggregate_results_executor");
    JsonNode echo = http.get("/api/executors/echo_executor").json();
    assertThat(executors).contains(echo);
    assertThat(echo.get("inputs_schema").isObject()).isTrue();
    JsonNode health = http.get("/api/health").json();
    assertThat(health.get("status").textValue()).isEqualTo("up");
    assertThat(health.get("lease").textValue()).isEqualTo("held");
    assertThat(health.get("reason").isNull()).isTrue();
    assertThat(health.get("abandoned_attempts").isObject()).isTrue();
    assertThat(http.get("/api/openapi.json").at("/openapi")).startsWith("3.");
    assertThat(http.send("HEAD", "/api/trees", "").status()).isEqualTo(200);
    assertThat(http.send("OPTIONS", "/api/trees", "").header("Allow")).contains("POST");
  }

  @Test
  void deletesATreeWithAllOfIt() {
    JsonNode tree = api.submit(DIAMOND);
    api.await(tree.get("run"), "completed");
    String path = "/api/trees/" + tree.get("id").textValue();

    assertThat(api.delete(path).status()).isEqualTo(204);

    problem(http.get(path), 404, "tree_not_found");
    problem(http.get("/api/runs/" + tree.at("/run/id").textValue()), 404, "run_not_found");
    problem(api.delete(path), 404, "tree_not_found");
  }

  @Test
  void readsBackWhatItAnswered() {
    // A task as it is answered can be submitted again: unset state is let pass.
    JsonNode tree = api.store(json("{'name':'twice','schemas':{'method':'echo_executor'}}"));
    String again =
        "{\"name\":\"copy\",\"schemas\":%s,\"inputs\":%s,\"params\":null,\"status\":\"pending\",\"progress\":0.0,\"result\":null}"
            .formatted(tree.at("/tasks/0/schemas"), tree.at("/tasks/0/inputs"));

    assertThat(http.post("/api/trees", again).status()).isEqualTo(201);
  }
}
