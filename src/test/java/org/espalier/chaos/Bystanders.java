package org.espalier.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.espalier.it.Await;
import org.espalier.it.Http;
import org.espalier.json.Json;

/**
 * Ordinary trees that are submitted one after the other while something else goes wrong. Each is
 * sent, under its idempotency key, until it is accepted, and few at most are not completed, so that
 * the rest of a scenario does not wait behind them. {@link #stop} before asking.
 */
final class Bystanders {
  private static final Duration ACCEPT_BOUND = Duration.ofSeconds(120);
  private static final int MAX_OPEN = 20;
  private static final String TREE =
      """
      {'tasks':[
       {'id':'d','name':'d','schemas':{'method':'echo_executor'},'inputs':{'sum':'${b.n}${c.n}'},
        'dependencies':['b','c']},
       {'id':'a','name':'a','parent_id':'d','schemas':{'method':'echo_executor'},'inputs':{'n':1}},
       {'id':'b','name':'b','parent_id':'d','schemas':{'method':'echo_executor'},'dependencies':['a'],
        'inputs':{'n':2,'fail_times':1},'retry':{'max_attempts':2,'initial_delay':0.05}},
       {'id':'c','name':'c','parent_id':'d','schemas':{'method':'echo_executor'},'dependencies':['a'],
        'inputs':{'n':3,'delay':0.1}}]}
      """
          .replace('\'', '"');

  private final Http http;
  private final List<String> runs = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::submitAll, "bystanders");
  private volatile boolean isStopped;

  private Bystanders(Http http) {
    this.http = http;
  }

  /** Begins to submit. */
  static Bystanders of(Http http) {
    Bystanders bystanders = new Bystanders(http);
    bystanders.thread.setDaemon(true);
    bystanders.thread.start();
    return bystanders;
  }

  private void submitAll() {
    try {
      while (!isStopped) {
        if (runs.size() >= MAX_OPEN) {
          awaitCompleted(http, List.of(runs.get(runs.size() - MAX_OPEN)), ACCEPT_BOUND);
        }
        runs.add(submit());
      }
    } catch (RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }

  private String submit() {
    String key = UUID.randomUUID().toString();
    return Await.value(
        "a tree is accepted",
        ACCEPT_BOUND,
        () -> {
          Http.Answer answer = http.post("/api/trees?run=true", TREE, "Idempotency-Key", key);
          return answer.status() < 300 ? Optional.of(answer.at("/run/id")) : Optional.empty();
        });
  }

  int accepted() {
    return runs.size();
  }

  /** Submits no more; answers the runs of what was accepted. */
  List<String> stop() throws InterruptedException {
    isStopped = true;
    thread.join(ACCEPT_BOUND.toMillis());
    if (!failures.isEmpty() || thread.isAlive()) {
      throw new AssertionError(
          "submitting ended early", failures.isEmpty() ? null : failures.get(0));
    }
    return List.copyOf(runs);
  }

  /** Waits until each run is completed. */
  static void awaitCompleted(Http http, List<String> runs, Duration bound) {
    for (String run : runs) {
      Await.until(
          "run " + run + " is completed",
          bound,
          () -> http.get("/api/runs/" + run).at("/status").equals("completed"));
    }
  }

  /** All attempts of a run. */
  static JsonNode attempts(Http http, String run) {
    return Json.readForeign(http.get("/api/runs/" + run + "/attempts?limit=500").text())
        .get("items");
  }
}
