package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.json.Json;

/** A run of a thousand transfers between accounts, each of which is to take effect exactly once. */
final class Transfers {
  private static final System.Logger LOG = System.getLogger(Transfers.class.getName());
  private static final Duration BOUND = Restarts.BOUND;
  private static final int TRANSFERS = 1_000;
  private static final int ACCOUNTS = 20;

  private final EspalierServer server;
  private final Postgres postgres;
  private final long seed;
  private final Random random;
  private final List<Transfer> transfers;
  private final String run;

  /** One transfer. */
  private record Transfer(int number, int from, int to, int amount) {}

  /**
   * Submits it.
   *
   * @param server with {@code espalier.executors.sql.own-database}, on this database
   */
  Transfers(EspalierServer server, Postgres postgres, long seed) throws SQLException {
    this.server = server;
    this.postgres = postgres;
    this.seed = seed;
    this.random = new Random(seed);
    LOG.log(System.Logger.Level.INFO, "transfers of seed {0}", Long.toString(seed));
    this.transfers = IntStream.range(0, TRANSFERS).mapToObj(this::transfer).toList();
    createAccounts(postgres);
    this.run = submit(server.http(), transfers);
  }

  /**
   * Kills the server at random moments of what is left to do, and starts it again.
   *
   * @param kills how many times
   */
  void kill(int kills) {
    int begin = done();
    int part = (TRANSFERS - begin) / kills;
    for (int i = 0; i < kills; i++) {
      int moment = begin + part * i + 1 + random.nextInt(Math.max(1, part - 20));
      Await.until("transfer " + moment, BOUND, () -> done() >= moment);
      pause(random.nextInt(60));
      Restarts.killAndStart(server);
    }
  }

  /** How many are in the database. */
  int done() {
    return Await.value(
        "the transfers can be counted", BOUND, () -> Optional.of(number(postgres, "transfer")));
  }

  void areEachMadeOnce() throws SQLException {
    JsonNode ended = awaitEnd(server, run);
    assertThat(ended.get("status").textValue()).as("seed " + seed).isEqualTo("completed");
    assertSums(postgres, transfers);
    assertOneCompletionEach();
    LOG.log(
        System.Logger.Level.INFO,
        "transfers caught open by the kills: {0}",
        number(postgres, ofRun("attempt", "lost")));
  }

  private String ofRun(String table, String status) {
    return "%s where run_id = '%s' and status = '%s'".formatted(table, run, status);
  }

  private Transfer transfer(int number) {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    return new Transfer(number, from, to, 1 + random.nextInt(100));
  }

  /** Not even a key keeps a transfer from being noted twice. */
  private static void createAccounts(Postgres postgres) throws SQLException {
    execute(postgres, "create table account (id int primary key, balance int not null)");
    execute(postgres, "create table transfer (number int not null)");
    execute(
        postgres,
        "insert into account select g, 10000 from generate_series(0, " + (ACCOUNTS - 1) + ") g");
  }

  private static String submit(Http http, List<Transfer> transfers) {
    ObjectNode tree = Json.object();
    ArrayNode tasks = tree.putArray("tasks");
    ObjectNode root = tasks.addObject().put("id", "root").put("name", "root");
    root.putObject("schemas").put("method", "echo_executor");
    for (Transfer transfer : transfers) {
      ObjectNode task = tasks.addObject();
      task.put("id", "t" + transfer.number).put("name", "t" + transfer.number);
      task.put("parent_id", "root");
      task.putObject("schemas").put("method", "sql_executor");
      task.set("inputs", inputs(transfer));
    }
    Http.Answer answer = http.post("/api/trees?run=true", tree);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.at("/run/id");
  }

  /** The accounts in one order, so that transfers do not wait for each other in a circle. */
  private static ObjectNode inputs(Transfer transfer) {
    ObjectNode inputs = Json.object().put("transactional", true);
    ArrayNode statements = inputs.putArray("statements");
    ObjectNode move = statements.addObject();
    move.put(
        "sql",
        "with them as (select id from account where id in (:from, :to) order by id for update)"
            + " update account a set balance = balance + case a.id when :from then -:amount else"
            + " :amount end from them where a.id = them.id");
    move.putObject("parameters")
        .put("from", transfer.from)
        .put("to", transfer.to)
        .put("amount", transfer.amount);
    ObjectNode note = statements.addObject();
    note.put("sql", "insert into transfer select ? from pg_sleep(0.02)");
    note.putArray("parameters").add(transfer.number);
    return inputs;
  }

  /** The moment within the work of a few transfers. */
  private static void pause(int millis) {
    long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static JsonNode awaitEnd(EspalierServer server, String run) {
    return Await.value(
        "run " + run + " is over",
        BOUND,
        () ->
            Optional.of(server.http().get("/api/runs/" + run).json())
                .filter(now -> !now.get("ended_at").isNull()));
  }

  private void assertSums(Postgres postgres, List<Transfer> transfers) throws SQLException {
    int[] expected = new int[ACCOUNTS];
    for (Transfer transfer : transfers) {
      expected[transfer.from] -= transfer.amount;
      expected[transfer.to] += transfer.amount;
    }
    for (int account = 0; account < ACCOUNTS; account++) {
      assertThat(number(postgres, "account where id = " + account, "max(balance)"))
          .as("account %d, seed %d", account, seed)
          .isEqualTo(10_000 + expected[account]);
    }
    assertThat(number(postgres, "account", "sum(balance)")).isEqualTo(10_000 * ACCOUNTS);
    assertThat(number(postgres, "transfer")).as("seed " + seed).isEqualTo(TRANSFERS);
    assertThat(number(postgres, "transfer", "count(distinct number)")).isEqualTo(TRANSFERS);
  }

  private void assertOneCompletionEach() throws SQLException {
    String completed =
        "(select task_id from %s group by task_id having count(*) = 1) once"
            .formatted(ofRun("attempt", "completed"));
    assertThat(number(postgres, completed)).isEqualTo(TRANSFERS + 1);
    assertThat(number(postgres, ofRun("task", "completed"))).isEqualTo(TRANSFERS + 1);
    assertThat(number(postgres, "effect")).isEqualTo(TRANSFERS);
  }

  private static int number(Postgres postgres, String from) throws SQLException {
    return number(postgres, from, "count(*)");
  }

  private static int number(Postgres postgres, String from, String what) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select " + what + " from " + from)) {
      result.next();
      return result.getInt(1);
    }
  }

  private static void execute(Postgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
