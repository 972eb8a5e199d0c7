package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.espalier.it.Await;
import org.espalier.it.DropIn;
import org.espalier.it.EspalierServer;
import org.espalier.it.Http;
import org.espalier.it.Postgres;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * No connection to the database for a while: all are taken, or it is away. The tests run beside
 * each other: each waits for most of its time.
 */
class NoDatabaseChaos {
  private static final Duration BOUND = Duration.ofSeconds(180);
  private static final int CHAINS = 4;
  private static final int LINKS = 60;
  private static final int HELD_SECONDS = 45;

  @TempDir Path jars;

  private EspalierServer server() {
    DropIn.jar(jars, PoolHogExecutor.class);
    return new EspalierServer().with("ESPALIER_EXECUTORS_DIR", jars.toString());
  }

  private static String submit(Http http, JsonNode tree) {
    Http.Answer answer = http.post("/api/trees?run=true", tree);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.at("/run/id");
  }

  /** Tasks of a second each, one after the other. */
  private static ObjectNode chain() {
    ObjectNode tree = Json.object();
    ArrayNode tasks = tree.putArray("tasks");
    for (int i = 0; i < LINKS; i++) {
      ObjectNode task = tasks.addObject().put("id", "t" + i).put("name", "t" + i);
      task.putObject("schemas").put("method", "echo_executor");
      task.putObject("inputs").put("delay", 1);
      if (i > 0) {
        task.put("parent_id", "t0");
      }
      if (i < LINKS - 1) {
        task.putArray("dependencies").add("t" + (i + 1));
      }
    }
    return tree;
  }

  private static ObjectNode hog() {
    ObjectNode tree = Json.object().put("name", "hog");
    tree.putObject("schemas").put("method", "pool_hog");
    tree.putObject("inputs").put("seconds", HELD_SECONDS);
    return tree;
  }

  /**
   * All a run's stream sends, on one connection, until the server ends it. Returns when its first
   * task has begun.
   */
  private static CompletableFuture<String> follow(EspalierServer server, String run)
      throws IOException, InterruptedException {
    URI uri = server.baseUri().resolve("/api/runs/" + run + "/events");
    HttpResponse<InputStream> response =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    StringBuilder begun = new StringBuilder();
    do {
      begun.append(lines.readLine()).append('\n');
    } while (begun.indexOf("\nevent: task.started") < 0);
    return CompletableFuture.supplyAsync(
        () -> begun + lines.lines().collect(Collectors.joining("\n")));
  }

  private static List<String> submitChains(Http http) {
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < CHAINS; i++) {
      runs.add(submit(http, chain()));
    }
    return runs;
  }

  private static String one(Postgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        ResultSet result = connection.createStatement().executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private static int completed(Postgres postgres) throws SQLException {
    return Integer.parseInt(
        one(postgres, "select count(*) from task where status = 'completed' and name like 't%'"));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void runsGoOnWhileEveryConnectionOfThePoolIsHeldOnPostgres() throws Exception {
    try (Postgres postgres = Postgres.start();
        EspalierServer server = server().on(postgres).start()) {
      Http http = server.http();
      List<String> runs = submitChains(http);
      CompletableFuture<String> events = follow(server, runs.get(0));
      String hog = submit(http, hog());
      Knocking knocking = Knocking.at(http);
      Await.until("nothing is served any more", BOUND, () -> knocking.refused() >= 10);
      int before = completed(postgres);
      String lease = one(postgres, "select max(lease_until) from node");
      Await.until(
          "runs are written while all connections are held",
          BOUND,
          () -> completed(postgres) >= before + 10 * CHAINS);
      String stillHeld = "select status from attempt where run_id = '" + hog + "'";
      assertThat(one(postgres, stillHeld)).as("the hog").isEqualTo("in_progress");
      assertThat(
              one(
                  postgres,
                  "select max(lease_until) > timestamptz '%s' + interval '5' second from node"
                      .formatted(lease)))
          .as("the lease was renewed")
          .isEqualTo("t");
      assertRecovers(server, hog, runs, events, knocking);
      assertThat(one(postgres, "select count(*) from attempt where status = 'lost'"))
          .isEqualTo("0");
      assertThat(one(postgres, "select count(*) from tree where name = 'knock'"))
          .isEqualTo(Long.toString(knocking.stored()));
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void runsGoOnWhileEveryConnectionOfThePoolIsHeldOnH2() throws Exception {
    try (EspalierServer server = server().start()) {
      Http http = server.http();
      List<String> runs = submitChains(http);
      CompletableFuture<String> events = follow(server, runs.get(0));
      String hog = submit(http, hog());
      Knocking knocking = Knocking.at(http);
      Await.until("nothing is served any more", BOUND, () -> knocking.refused() >= 30);
      assertRecovers(server, hog, runs, events, knocking);
      for (String run : runs) {
        assertThat(Bystanders.attempts(http, run))
            .hasSize(LINKS)
            .allMatch(attempt -> attempt.get("status").textValue().equals("completed"));
      }
    }
  }

  private static void assertRecovers(
      EspalierServer server,
      String hog,
      List<String> runs,
      CompletableFuture<String> events,
      Knocking knocking)
      throws Exception {
    Http http = server.http();
    Bystanders.awaitCompleted(http, List.of(hog), BOUND);
    knocking.stop();
    assertThat(Bystanders.attempts(http, hog).get(0).at("/result/held").intValue())
        .isGreaterThan(40);
    assertServes(http);
    Bystanders.awaitCompleted(http, runs, BOUND);
    String told = events.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    assertThat(told.split("event: task.completed", -1)).hasSize(LINKS + 1);
    assertThat(told).containsOnlyOnce("event: run.ended");
  }

  private static void assertServes(Http http) {
    Await.until("the node is up", BOUND, () -> http.get("/api/health").status() == 200);
    ObjectNode tree = Json.object().put("name", "after");
    tree.putObject("schemas").put("method", "echo_executor");
    Bystanders.awaitCompleted(http, List.of(submit(http, tree)), BOUND);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aDatabaseThatIsAwayIsAnsweredAsSuchAndEverythingGoesOnWhenItIsBack() throws Exception {
    try (Postgres postgres = Postgres.start();
        TcpGate gate = new TcpGate(URI.create(postgres.url().substring(5)).getPort());
        EspalierServer server = server().on(postgres)) {
      String url = postgres.url().replaceFirst(":\\d+/", ":" + gate.port() + "/");
      server.with("ESPALIER_DB_URL", url).start();
      Http http = server.http();
      List<String> runs = submitChains(http);
      CompletableFuture<String> events = follow(server, runs.get(0));
      Await.until("the chains run", BOUND, () -> completed(postgres) >= CHAINS);
      gate.shut();
      Knocking knocking = Knocking.at(http);
      Await.until("nothing is served any more", BOUND, () -> knocking.refused() >= 50);
      Http.Answer overdue =
          Await.value(
              "the lease is overdue",
              BOUND,
              () ->
                  java.util.Optional.of(http.get("/api/health"))
                      .filter(health -> health.at("/lease").equals("overdue")));
      assertThat(overdue.status()).isEqualTo(503);
      assertThat(overdue.at("/reason")).contains("lease is overdue").contains("database");
      gate.open();
      assertServes(http);
      knocking.stop();
      Bystanders.awaitCompleted(http, runs, BOUND);
      String told = events.get(BOUND.toSeconds(), TimeUnit.SECONDS);
      assertThat(told.split("event: task.completed", -1)).hasSize(LINKS + 1);
      assertThat(told).containsOnlyOnce("event: run.ended");
      assertThat(one(postgres, "select count(*) from tree where name = 'knock'"))
          .as("refused ones in doubt may be stored, answered ones are")
          .satisfies(n -> assertThat(Long.parseLong(n)).isGreaterThanOrEqualTo(knocking.stored()));
    }
  }
}
