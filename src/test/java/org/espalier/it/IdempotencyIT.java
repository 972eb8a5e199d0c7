package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.it.Api.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.it.Http.Answer;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DeployedServer.class)
@RunAsClient
class IdempotencyIT {
  private static final String HEADER = "Idempotency-Key";
  private static final int CLIENTS = 20;

  private final Api api;
  private final Http http;
  private final String key = UUID.randomUUID().toString();
  private final String tree =
      "{'name':'%s','schemas':{'method':'echo_executor'}}".formatted("idempotent " + key);

  IdempotencyIT(Http http) {
    this.http = http;
    this.api = new Api(http);
  }

  private Answer submit(String body) {
    return api.post("/api/trees?run=true", body, HEADER, key);
  }

  @Test
  void answersARepeatedSubmissionWithTheSameTree() {
    Answer first = submit(tree);
    Answer second = submit(tree);

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(200);
    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(second.at("/id")).isEqualTo(first.at("/id"));
    assertThat(second.at("/run/id")).isEqualTo(first.at("/run/id"));
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
  }

  @Test
  void refusesAnotherSubmissionUnderTheSameKey() {
    submit(tree);

    problem(submit(tree.replace("idempotent", "other")), 422, "idempotency_key_reused");
    problem(api.post("/api/trees", tree, HEADER, key), 422, "idempotency_key_reused");
  }

  @Test
  void storesOneTreeForManyAtOnce() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    CyclicBarrier start = new CyclicBarrier(CLIENTS);
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      answers.add(
          clients.submit(
              () -> {
                start.await();
                return submit(tree);
              }));
    }

    List<String> ids = new ArrayList<>();
    int created = 0;
    for (Future<Answer> answer : answers) {
      ids.add(answer.get().at("/id"));
      created += answer.get().status() == 201 ? 1 : 0;
    }
    clients.shutdown();

    assertThat(ids).hasSize(CLIENTS).containsOnly(ids.get(0));
    assertThat(created).isEqualTo(1);
    String name = ("idempotent " + key).replace(" ", "%20");
    assertThat(http.get("/api/trees?name=" + name).json().get("items")).hasSize(1);
  }

  @Test
  void replaysABulk() {
    String bulk = "{'trees':[{'tasks':[%s]},{'tasks':[%s]}]}".formatted(tree, tree);

    Answer first = submit(bulk);
    Answer second = submit(bulk);

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.at("/items/1/id")).isEqualTo(first.at("/items/1/id"));
  }

  @Test
  void refusesKeysThatAreNone() {
    for (String bad : List.of("two words", "x".repeat(256))) {
      problem(api.post("/api/trees", tree, HEADER, bad), 400, "invalid_request");
    }
    // A refused submission does not use its key up.
    problem(submit("{'name':''}"), 400, "invalid_tree");
    assertThat(submit(tree).status()).isEqualTo(201);
  }

  @Test
  void doesNotStoreADeletedTreeAgain() {
    String id = api.post("/api/trees", tree, HEADER, key).at("/id");
    assertThat(api.delete("/api/trees/" + id).status()).isEqualTo(204);

    Answer replayed = api.post("/api/trees", tree, HEADER, key);

    assertThat(problem(replayed, 410, "tree_deleted").get("detail").textValue()).contains(id);
    assertThat(api.post("/api/trees", tree, HEADER, key + "-2").status()).isEqualTo(201);
  }
}
