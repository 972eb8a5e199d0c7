package org.espalier.executor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.database.TestDatabase;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.json.Json;
import org.espalier.settings.SqlSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The effect and the completion of a task commit together, whoever interferes. */
@Timeout(600)
interface ExactlyOnceContract {
  String ADD = "update account set balance = balance + :n where id = 1";

  Fixture fixture();

  /** A database with one account and one run that is claimed under epoch 3. */
  final class Fixture implements AutoCloseable {
    final TestDatabase database;
    final SqlExecutor sql;
    final UUID run = UUID.randomUUID();
    final UUID task = UUID.randomUUID();

    Fixture(TestDatabase database) {
      this.database = database;
      sql =
          SqlExecutor.standalone(
              new SqlSettings(Map.of(), true, true, 1_000, 64 << 20),
              database.database(),
              name -> database.dataSource());
      for (String table : List.of("effect", "task", "run", "tree")) {
        database.execute("delete from " + table);
      }
      database.execute("drop table if exists account");
      database.execute(
          "create table account (id int primary key, balance int check (balance < 100))");
      database.execute("insert into account values (1, 0)");
      insertRun();
    }

    private void insertRun() {
      database.execute(
          "insert into tree (id, name, task_count, created_at) values ('%s', 't', 1, current_timestamp)"
              .formatted(task));
      database.execute(
          """
          insert into run (id, tree_id, active_tree_id, number, status, scope, started_by, priority, created_at,
            claimed_by, epoch, revision, pending, in_progress, completed, failed, cancelled, progress)
          values ('%s', '%s', '%s', 1, 'running', 'all', 'submit', 2, current_timestamp, '%s', 3, 1, 1, 0, 0, 0, 0, 0)
          """
              .formatted(run, task, task, UUID.randomUUID()));
      database.execute(
          """
          insert into task (id, tree_id, ordinal, name, executor, priority, dependencies, inputs, at_most_once, created_at,
            status, progress, attempts, updated_at)
          values ('%s', '%s', 0, 't', 'sql_executor', 2, '[]', '{}', false, current_timestamp, 'pending', 0, 0, current_timestamp)
          """
              .formatted(task, task));
    }

    ExecutionOutcome attempt(long epoch, String inputs, CancellationToken token) {
      ObjectNode given = json(inputs).put("transactional", true);
      ExecutionContext context =
          new ExecutionContext(
              run,
              task,
              epoch,
              task,
              "t",
              1,
              given,
              Json.object(),
              "key",
              Duration.ofMinutes(1),
              token,
              (progress, message) -> {});
      return TaskExecutorContract.outcome(() -> sql.execute(context));
    }

    ExecutionOutcome attempt(long epoch, int amount) {
      return attempt(
          epoch,
          "{'sql':'" + ADD + "','parameters':{'n':" + amount + "}}",
          new CancellationToken());
    }

    int number(String query) throws SQLException {
      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(query)) {
        result.next();
        return result.getInt(1);
      }
    }

    void assertState(int balance, int effects) throws SQLException {
      assertThat(number("select balance from account")).isEqualTo(balance);
      assertThat(number("select count(*) from effect")).isEqualTo(effects);
    }

    @Override
    public void close() {
      sql.close();
    }
  }

  @BeforeEach
  void open();

  @AfterEach
  default void closeFixture() {
    fixture().close();
  }

  @Test
  default void aLaterAttemptFindsWhatTheEarlierDid() throws Exception {
    ExecutionOutcome first = fixture().attempt(3, 5);
    assertThat(first.toString()).isEqualTo(new Succeeded(json("{'update_count':1}")).toString());
    fixture().assertState(5, 1);
    assertThat(fixture().attempt(3, 7).toString()).isEqualTo(first.toString());
    fixture().assertState(5, 1);
  }

  @Test
  default void anAttemptOfALostClaimChangesNothing() throws Exception {
    assertThat(fixture().attempt(2, 5)).isInstanceOf(Cancelled.class);
    fixture().database.execute("update run set claimed_by = null");
    assertThat(fixture().attempt(3, 5)).isInstanceOf(Cancelled.class);
    fixture().assertState(0, 0);
  }

  @Test
  default void anAttemptOfATaskThatIsOverChangesNothing() throws Exception {
    fixture().database.execute("update task set status = 'cancelled'");
    assertThat(fixture().attempt(3, 5)).isInstanceOf(Cancelled.class);
    fixture().assertState(0, 0);
  }

  @Test
  default void anAttemptThatMustNotCommitChangesNothing() throws Exception {
    CancellationToken token = new CancellationToken();
    token.keepFromSettling();
    String add = "{'sql':'" + ADD + "','parameters':{'n':5}}";
    assertThat(fixture().attempt(3, add, token)).isInstanceOf(Cancelled.class);
    fixture().assertState(0, 0);
  }

  @Test
  default void manyAttemptsAtOnceHaveOneEffect() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(20);
    Callable<ExecutionOutcome> attempt = () -> fixture().attempt(3, 5);
    try {
      for (Future<ExecutionOutcome> ended : threads.invokeAll(Collections.nCopies(40, attempt))) {
        assertThat(ended.get().toString())
            .isEqualTo(new Succeeded(json("{'update_count':1}")).toString());
      }
    } finally {
      threads.shutdownNow();
    }
    fixture().assertState(5, 1);
  }

  @Test
  default void aFailureChangesNothingAndALaterAttemptMay() throws Exception {
    assertThat(((Failed) fixture().attempt(3, 500)).kind()).isEqualTo("constraint");
    fixture().assertState(0, 0);
    assertThat(fixture().attempt(3, 5)).isInstanceOf(Succeeded.class);
    fixture().assertState(5, 1);
  }

  @Test
  default void aResultThatWouldNotBeKeptIsRefusedBeforeTheCommit() throws Exception {
    String huge =
        "{'max_rows':10,'statements':[{'sql':'%s','parameters':{'n':5}},{'sql':'select repeat(:x, 9000000) as v','parameters':{'x':'y'}}]}"
            .formatted(ADD);
    Failed failed = (Failed) fixture().attempt(3, huge, new CancellationToken());
    assertThat(failed.kind()).isEqualTo("result_too_large");
    fixture().assertState(0, 0);
  }

  @Test
  default void refusesWhatCouldCommitOnTheWay() {
    for (String statement : List.of("create table x (i int)", "vacuum", "do $$ $$", "commit")) {
      String inputs = "{'sql':'" + statement + "'}";
      Failed failed = (Failed) fixture().attempt(3, inputs, new CancellationToken());
      assertThat(failed.kind()).isEqualTo("invalid_input");
      assertThat(failed.message()).startsWith("inputs.sql must ");
    }
  }
}
