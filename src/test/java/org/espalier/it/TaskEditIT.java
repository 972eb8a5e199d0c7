package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.it.Api.problem;
import static org.espalier.it.Api.task;

import com.fasterxml.jackson.databind.JsonNode;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DeployedServer.class)
@RunAsClient
class TaskEditIT {
  private static final String FAMILY =
      """
      {'tasks':[
       {'id':'root','name':'root','schemas':{'method':'echo_executor'}},
       {'id':'left','name':'left','parent_id':'root','schemas':{'method':'echo_executor'},'inputs':{'a':1,'b':2}},
       {'id':'leaf','name':'leaf','parent_id':'left','schemas':{'method':'echo_executor'}},
       {'id':'right','name':'right','parent_id':'root','schemas':{'method':'echo_executor'},
        'dependencies':['left']}]}
      """;

  private final Api api;
  private final Http http;

  TaskEditIT(Http http) {
    this.http = http;
    this.api = new Api(http);
  }

  private static String path(JsonNode tree, String name) {
    return "/api/tasks/" + task(tree, name).get("id").textValue();
  }

  @Test
  void mergesAPatch() {
    JsonNode tree = api.store(FAMILY);

    JsonNode patched =
        api.patch(
                path(tree, "left"),
                "{'name':'links','inputs':{'a':null,'c':3},'timeout':1.5}",
                "Content-Type",
                "application/merge-patch+json")
            .json();

    assertThat(patched.get("name").textValue()).isEqualTo("links");
    assertThat(patched.get("inputs").toString()).isEqualTo("{\"b\":2,\"c\":3}");
    assertThat(patched.get("timeout").doubleValue()).isEqualTo(1.5);
    assertThat(http.get(path(tree, "left")).json()).isEqualTo(patched);
    api.patch("/api/tasks/" + tree.get("id").textValue(), "{'name':'new name'}");
    assertThat(api.tree(tree).get("name").textValue()).isEqualTo("new name");
  }

  @Test
  void refusesAPatchWithAllFaultsAndChangesNothing() {
    JsonNode tree = api.store(FAMILY);

    JsonNode problem =
        problem(
            api.patch(
                path(tree, "left"),
                "{'name':7,'priority':'high','result':{},'nonsense':1,'inputs':{'a':'${leaf.x}'}}"),
            400,
            "invalid_request");

    assertThat(problem.get("errors"))
        .extracting(error -> error.get("pointer").textValue())
        .contains("/name", "/priority", "/result", "/nonsense");
    problem(api.patch(path(tree, "left"), "{'dependencies':['right']}"), 400, "invalid_request");
    problem(api.patch(path(tree, "left"), "[]"), 400, "invalid_request");
    problem(
        http.send("PATCH", path(tree, "left"), "{", "Content-Type", "application/json"),
        400,
        "malformed_json");
    problem(
        http.send("PATCH", path(tree, "left"), "x", "Content-Type", "text/plain"),
        415,
        "unsupported_media_type");
    assertThat(api.tree(tree)).isEqualTo(tree);
  }

  @Test
  void deletesOnlyWhatNobodyHangsOn() {
    JsonNode tree = api.store(FAMILY);

    problem(api.delete(path(tree, "left")), 409, "task_in_use");
    problem(api.delete(path(tree, "left") + "?cascade=true"), 409, "task_in_use");
    problem(api.delete(path(tree, "left") + "?cascade=perhaps"), 400, "invalid_request");
    assertThat(api.delete(path(tree, "right")).status()).isEqualTo(204);
    assertThat(api.delete(path(tree, "left") + "?cascade=true").status()).isEqualTo(204);
    assertThat(api.tree(tree).get("tasks")).hasSize(1);
    problem(http.get(path(tree, "leaf")), 404, "task_not_found");
    assertThat(api.delete(path(tree, "root")).status()).isEqualTo(204);
    problem(http.get("/api/trees/" + tree.get("id").textValue()), 404, "tree_not_found");
  }
}
