package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.it.Http.Answer;

/** A run that asks a question, which is answered over HTTP once. */
final class AskingRun {
  private static final String TREE =
      "{'tasks':[{'name':'pay','schemas':{'method':'echo_executor'},'dependencies':['ask'],"
          + "'inputs':{'days':'${ask.form.days}','who':'${ask.decided_by}'}},"
          + "{'name':'ask','parent_id':'pay','schemas':{'method':'approval_executor'},'inputs':{'title':'Pay"
          + " the invoice?','data':{'amount':1200},'approvers':['ada','bob'],"
          + "'form':{'type':'object','properties':{'days':{'type':'integer'}},'required':['days']}}}]}";

  private final EspalierServer server;
  private final JsonNode tree;
  private final String ask;
  private final String approval;
  private String winner = "";

  /** Submits it, and returns when it waits for nothing but the answer. */
  AskingRun(EspalierServer server) {
    this.server = server;
    this.tree = new Api(server.http()).submit(TREE);
    this.ask = Api.task(tree, "ask").get("id").textValue();
    Restarts.awaitStatus(server, tree, "waiting");
    JsonNode task = server.http().get("/api/tasks/" + ask).json();
    assertThat(task.get("status").textValue()).isEqualTo("in_progress");
    assertThat(task.at("/waiting_for/kind").textValue()).isEqualTo("approval");
    this.approval = "/api/approvals/" + task.at("/waiting_for/approval_id").textValue();
  }

  void isStillAsked() {
    Answer open = server.http().get("/api/approvals?status=open&task_id=" + ask);
    assertThat(open.json().get("items")).hasSize(1);
    assertThat("/api/approvals/" + open.at("/items/0/id")).isEqualTo(approval);
    assertThat(open.at("/items/0/data/amount")).isEqualTo("1200");
    refusesWhatIsNoAnswer(new Api(server.http()), approval);
  }

  /** Two persons at the same moment; one of them is told that the other was first. */
  void isAnsweredOnce() throws Exception {
    List<Answer> answers = bothAtOnce(new Api(server.http()), approval);
    assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 409);
    Answer accepted = answers.stream().filter(a -> a.status() == 200).findFirst().orElseThrow();
    Answer late = answers.stream().filter(a -> a.status() == 409).findFirst().orElseThrow();
    winner = accepted.at("/decided_by");
    assertThat(late.at("/code")).isEqualTo("approval_state");
    assertThat(late.at("/detail"))
        .contains("was approved by " + winner + " at " + accepted.at("/decided_at"));
  }

  void goesOnWithTheAnswer() {
    Restarts.awaitStatus(server, tree, "completed");
    String pay = Api.task(tree, "pay").get("id").textValue();
    JsonNode paid = server.http().get("/api/tasks/" + pay).json().get("result");
    assertThat(paid.get("who").textValue()).isEqualTo(winner);
    assertThat(paid.get("days").intValue()).isEqualTo(3);
    String run = tree.at("/run/id").textValue();
    JsonNode attempts = server.http().get("/api/runs/" + run + "/attempts").json().get("items");
    assertThat(attempts).hasSize(2);
    assertThat(server.http().get(approval).at("/form_data/days")).isEqualTo("3");
  }

  private static void refusesWhatIsNoAnswer(Api api, String approval) {
    assertRefused(api.post(approval + "/approve", "{'decided_by':'ada'}"), 400, "days");
    assertRefused(
        api.post(approval + "/approve", "{'decided_by':'ada','form':{'days':'x'}}"),
        400,
        "/form/days");
    assertRefused(api.post(approval + "/approve", "{'form':{'days':3}}"), 400, "/decided_by");
    assertRefused(
        api.post(approval + "/reject", "{'decided_by':'eve'}"), 403, "not one of the approvers");
    assertRefused(api.post(approval + "/approve", "garbage"), 400, "malformed_json");
    assertRefused(api.post(approval + "/approve", "[1]"), 400, "invalid_request");
    assertRefused(api.post(approval + "/approve", "{'decided_by':'ada','what':1}"), 400, "/what");
    assertRefused(
        api.post(
            "/api/approvals/00000000-0000-4000-8000-000000000000/approve", "{'decided_by':'a'}"),
        404,
        "approval_not_found");
    assertRefused(api.http.get("/api/approvals/nothing"), 404, "approval_not_found");
    assertRefused(api.http.get("/api/approvals?status=what"), 400, "open, approved");
    assertThat(api.http.get(approval).at("/status")).isEqualTo("open");
  }

  private static void assertRefused(Answer answer, int status, String text) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains(text);
  }

  private static List<Answer> bothAtOnce(Api api, String approval) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Answer> ada =
          () -> api.post(approval + "/approve", "{'decided_by':'ada','form':{'days':3}}");
      Callable<Answer> bob =
          () -> api.post(approval + "/approve", "{'decided_by':'bob','form':{'days':3}}");
      List<Future<Answer>> futures = threads.invokeAll(List.of(ada, bob));
      return List.of(futures.get(0).get(), futures.get(1).get());
    } finally {
      threads.shutdown();
    }
  }
}
