package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.espalier.it.Http;
import org.espalier.json.Json;

/** Many callers that read and submit all the time, and hold each answer to what is promised. */
final class Knocking {
  private static final int CALLERS = 12;
  private static final String TREE =
      "{\"name\":\"knock\",\"schemas\":{\"method\":\"echo_executor\"}}";

  private final Http http;
  private final Queue<Http.Answer> reads = new ConcurrentLinkedQueue<>();
  private final Queue<Http.Answer> submissions = new ConcurrentLinkedQueue<>();
  private final Queue<Http.Answer> health = new ConcurrentLinkedQueue<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile boolean isStopped;

  private Knocking(Http http) {
    this.http = http;
  }

  /** Begins to call. A call without an answer within the client's bound is a failure. */
  static Knocking at(Http http) {
    Knocking knocking = new Knocking(http);
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      Thread thread = new Thread(() -> knocking.call(caller), "knocking-" + i);
      thread.setDaemon(true);
      knocking.threads.add(thread);
      thread.start();
    }
    return knocking;
  }

  private void call(int caller) {
    try {
      while (!isStopped) {
        switch (caller % 4) {
          case 0 -> submissions.add(http.post("/api/trees?run=true", TREE));
          case 1 -> health.add(http.get("/api/health"));
          case 2 -> reads.add(http.get("/api/trees?limit=2"));
          default -> reads.add(http.get("/api/runs?limit=2"));
        }
      }
    } catch (RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }

  int refused() {
    return (int) (unserved(reads) + unserved(submissions));
  }

  private static long unserved(Queue<Http.Answer> answers) {
    return answers.stream().filter(answer -> answer.status() == 503).count();
  }

  /** Ends the calls; each was served, or refused as promised: 503, a problem, Retry-After. */
  void stop() throws InterruptedException {
    isStopped = true;
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(90));
      assertThat(thread.isAlive()).as("a call hangs").isFalse();
    }
    assertThat(failures).isEmpty();
    reads.forEach(answer -> assertAnswer(answer, 200));
    submissions.forEach(answer -> assertAnswer(answer, 201));
    for (Http.Answer answer : health) {
      assertThat(answer.status()).as(answer.text()).isIn(200, 503);
      assertThat(answer.at("/status")).isEqualTo(answer.status() == 200 ? "up" : "down");
      assertThat(answer.json().get("reason").isNull()).isEqualTo(answer.status() == 200);
    }
    assertThat(unserved(reads)).as("reads refused").isGreaterThanOrEqualTo(10);
    assertThat(unserved(submissions)).as("submissions refused").isGreaterThanOrEqualTo(5);
    assertThat(unserved(health)).as("health down").isGreaterThanOrEqualTo(3);
  }

  /** How many submissions were stored. */
  long stored() {
    return submissions.stream().filter(answer -> answer.status() == 201).count();
  }

  private static void assertAnswer(Http.Answer answer, int served) {
    assertThat(answer.status()).as(answer.text()).isIn(served, 503);
    if (answer.status() == 503) {
      assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
      assertThat(answer.header("Retry-After")).matches("\\d+");
      assertThat(Json.readForeign(answer.text()).get("code").textValue()).isEqualTo("unavailable");
    }
  }
}
