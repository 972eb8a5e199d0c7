package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.it.Api.problem;
import static org.espalier.it.Api.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.espalier.it.Http.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every way by which somebody's inputs come in. */
@ExtendWith(SharedServer.class)
class WrittenInputsIT {
  private static final String WRONG = "{'duration':1,'tiemout':2}";

  private final Api api;
  private final Http http;

  WrittenInputsIT(Http http) {
    this.http = http;
    this.api = new Api(http);
  }

  private static String waiting(String inputs) {
    return "{'name':'t','schemas':{'method':'wait_executor'},'inputs':%s}".formatted(inputs);
  }

  private static List<String> pointers(Answer answer, String code) {
    List<String> pointers = new ArrayList<>();
    problem(answer, 400, code).get("errors").forEach(e -> pointers.add(e.get("pointer").asText()));
    return pointers;
  }

  @Test // #19
  void everyWayOfMakingOrRunningATaskRefusesUnknownInputs() {
    assertThat(
            pointers(api.post("/api/trees", "{'tasks':[" + waiting(WRONG) + "]}"), "invalid_tree"))
        .containsExactly("/tasks/0/inputs/tiemout");
    assertThat(
            pointers(
                api.post("/api/trees", "{'trees':[{'tasks':[" + waiting(WRONG) + "]}]}"),
                "invalid_tree"))
        .containsExactly("/trees/0/tasks/0/inputs/tiemout");
    assertThat(
            pointers(
                api.post(
                    "/api/trees",
                    "{'name':'t','schemas':{'method':'foreach_executor'},'inputs':{'items':[1],'task':{'schemas':{'method':'wait_executor'},'inputs':"
                        + WRONG
                        + "}}}"),
                "invalid_tree"))
        .containsExactly("/inputs/task/inputs/tiemout");
    assertThat(
            pointers(
                api.post(
                    "/api/trees",
                    waiting(WRONG)
                        .replace(
                            "'name'",
                            "'schedule_type':'interval','schedule_expression':'60','name'")),
                "invalid_tree"))
        .containsExactly("/inputs/tiemout");
  }

  @Test // #19
  void changesAndInputsOfARunAreCheckedToo() {
    JsonNode tree = api.store(waiting("{'duration':1}"));
    String id = task(tree, "t").get("id").textValue();

    assertThat(
            pointers(api.patch("/api/tasks/" + id, "{'inputs':{'tiemout':2}}"), "invalid_request"))
        .containsExactly("/inputs/tiemout");
    assertThat(
            pointers(
                api.post("/api/trees/" + id + "/runs", "{'inputs':{'t':{'tiemout':2}}}"),
                "invalid_request"))
        .containsExactly("/inputs/t/tiemout");
  }

  @Test // #19
  void theProtocolRefusesThemToo() {
    Rpc rpc = new Rpc(http, "/tasks");

    assertThat(rpc.error("tasks.create", "[" + waiting(WRONG) + "]").toString())
        .contains("tiemout", "wait_executor");
    String id =
        rpc.result("tasks.create", "[" + waiting("{'duration':1}") + "]").at("/id").asText();
    assertThat(id).isNotBlank();
    assertThat(
            rpc.error("tasks.update", "{'task_id':'" + id + "','inputs':" + WRONG + "}").toString())
        .contains("tiemout");
    assertThat(rpc.error("tasks.execute", "{'tasks':[" + waiting(WRONG) + "]}").toString())
        .contains("tiemout");
  }

  @Test // #19
  void constantsThatCanNeverWorkAreRefusedAtOnce() {
    String tree =
        """
        {'tasks':[
          {'id':'r','name':'r','schemas':{'method':'aggregate_results_executor'}},
          {'name':'a','parent_id':'r','schemas':{'method':'wait_executor'},'inputs':{'until':'tomorrow'}},
          {'name':'b','parent_id':'r','schemas':{'method':'rest_executor'},'inputs':{'url':'ftp://x'}},
          {'name':'c','parent_id':'r','schemas':{'method':'send_email_executor'},
           'inputs':{'to':'nope','subject':'s','body':'b','smtp_host':'m.example.com','from_email':'a@example.com'}},
          {'name':'d','parent_id':'r','schemas':{'method':'approval_executor'},'inputs':{'deadline':'soon'}},
          {'name':'e','parent_id':'r','schemas':{'method':'echo_executor'},'inputs':{'x':'${a.b'}},
          {'name':'f','parent_id':'r','schemas':{'method':'ssh_executor'},
           'inputs':{'host':'h','username':'u','password':'p','command':'c','jump_host':'j'}}]}
        """;

    assertThat(pointers(api.post("/api/trees", tree), "invalid_tree"))
        .containsExactly(
            "/tasks/1/inputs/until",
            "/tasks/2/inputs/url",
            "/tasks/3/inputs/to",
            "/tasks/4/inputs/deadline",
            "/tasks/5/inputs/x",
            "/tasks/6/inputs/jump_host");
  }
}
