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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

/**
 * Transactional SQL tasks take effect exactly once: a thousand transfers between accounts, while
 * the server is killed again and again.
 */
class TransfersIT {
  private static final System.Logger LOG = System.getLogger(TransfersIT.class.getName());
  private static final Duration BOUND = Duration.ofSeconds(180);
  private static final int TRANSFERS = 1_000;
  private static final int ACCOUNTS = 20;
  private static final int KILLS = 5;

  /** {@code -Dtransfers.seed=...} plays a failed test again. */
  private final long seed = Long.getLong("transfers.seed", new Random().nextLong());

  private final Random random = new Random(seed);

  /** One transfer. */
  private record Transfer(int number, int from, int to, int amount) {}

  @Test
  void eachTransferIsMadeOnceThoughTheServerIsKilled() throws Exception {
    LOG.log(System.Logger.Level.INFO, "-Dtransfers.seed={0}", Long.toString(seed));
    List<Transfer> transfers = IntStream.range(0, TRANSFERS).mapToObj(this::transfer).toList();
    try (Postgres postgres = Postgres.start();
        EspalierServer server =
            new EspalierServer()
                .on(postgres)
                .with("ESPALIER_NODE_LEASE", "PT3S")
                .with("ESPALIER_EXECUTORS_SQL_OWN_DATABASE", "true")
                .with("ESPALIER_ENGINE_EXECUTOR_LIMITS", "sql_executor=8")) {
      server.start();
      createAccounts(postgres);
      String run = submit(server.http(), transfers);
      int lost = kill(server, postgres);
      JsonNode ended = awaitEnd(server, run);
      assertThat(ended.get("status").textValue()).as("seed " + seed).isEqualTo("completed");
      assertSums(postgres, transfers);
      assertOneCompletionEach(postgres);
      LOG.log(System.Logger.Level.INFO, "transfers caught open by the kills: {0}", lost);
    }
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
        "with them as (select id from account where id in (:from, :to) order by id for update) "
            + "update account a set balance = balance + case a.id when :from then -:amount else :amount end "
            + "from them where a.id = them.id");
    move.putObject("parameters")
        .put("from", transfer.from)
        .put("to", transfer.to)
        .put("amount", transfer.amount);
    ObjectNode note = statements.addObject();
    note.put("sql", "insert into transfer select ? from pg_sleep(0.02)");
    note.putArray("parameters").add(transfer.number);
    return inputs;
  }

  /**
   * Kills the server at random moments of its work and starts it again.
   *
   * @return how many attempts were open when it was killed, as far as their start was on record
   */
  private int kill(EspalierServer server, Postgres postgres) {
    List<Integer> moments = new ArrayList<>();
    for (int i = 0; i < KILLS; i++) {
      moments.add(TRANSFERS * i / KILLS + 1 + random.nextInt(TRANSFERS / KILLS - 20));
    }
    for (int moment : moments) {
      Await.until("transfer " + moment, BOUND, () -> number(postgres, "transfer") >= moment);
      pause(random.nextInt(60));
      server.kill9();
      server.start();
    }
    return Await.value(
        "the attempts can be counted",
        BOUND,
        () -> Optional.of(number(postgres, "attempt where status = 'lost'")));
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

  private static void assertOneCompletionEach(Postgres postgres) throws SQLException {
    String completed =
        "(select task_id from attempt where status = 'completed' group by task_id having count(*) = 1) once";
    assertThat(number(postgres, completed)).isEqualTo(TRANSFERS + 1);
    assertThat(number(postgres, "task where status = 'completed'")).isEqualTo(TRANSFERS + 1);
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
