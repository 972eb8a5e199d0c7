package org.espalier.executor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.espalier.database.Database;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.settings.SqlSettings;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On Espalier's own database, an H2 file inside the process. */
class SqlOnH2Test {
  private JdbcConnectionPool pool;
  private SqlExecutor sql;

  @TempDir Path directory;

  @BeforeEach
  void open() throws SQLException {
    pool = JdbcConnectionPool.create("jdbc:h2:" + directory.resolve("own"), "sa", "");
    sql =
        SqlExecutor.standalone(
            new SqlSettings(Map.of(), true, true, 10_000, 1 << 20),
            new Database(pool),
            name -> pool);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table item (id int primary key, name varchar, at timestamp with time zone, u uuid, more json)");
    }
  }

  @AfterEach
  void close() {
    sql.close();
    pool.dispose();
  }

  private ExecutionOutcome run(String inputs) {
    return sql.execute(Contexts.of("{'datasource':'espalier'," + inputs + "}"));
  }

  private ObjectNode result(String inputs) {
    ExecutionOutcome outcome = run(inputs);
    assertThat(outcome).as(outcome.toString()).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  @Test
  void bindsAndReads() {
    result(
        "'sql':'insert into item values (:id, :name, :at, :u, :more format json)','parameters':"
            + "{'id':1,'name':'pear','at':'2024-02-29T10:00:00+02:00','u':'11111111-1111-4111-8111-111111111111','more':{'a':1}}");
    assertThat(result("'sql':'select * from item'").at("/rows/0").toString())
        .isEqualTo(
            json("{'ID':1,'NAME':'pear','AT':'2024-02-29T08:00:00Z','U':'11111111-1111-4111-8111-111111111111','MORE':{'a':1}}")
                .toString());
    assertThat(
            result("'sql':'select id from item where id = any(?)','parameters':[[1,2]]")
                .get("row_count")
                .intValue())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 15, 16, 17, 1_000, 1_001, 2_000, 2_048, 5_000})
  void readsUpToAsManyRowsAsTheTaskTakes(int rows) { // #19
    ObjectNode all =
        result("'sql':'select x from system_range(1, %d)','max_rows':%d".formatted(rows, rows));
    assertThat(all.get("rows")).hasSize(rows);
    assertThat(all.get("truncated").booleanValue()).isFalse();
    ObjectNode some =
        result(
            "'sql':'select x from system_range(1, %d)','max_rows':%d,'fail_on_truncation':false"
                .formatted(rows + 3_000, rows));
    assertThat(some.get("rows")).hasSize(rows);
    assertThat(some.get("truncated_by").textValue()).isEqualTo("max_rows");
  }

  @Test
  void moreRowsThanTheTaskTakesAreAFailure() { // #19
    Failed failed = (Failed) run("'sql':'select x from system_range(1, 3000)'");
    assertThat(failed.kind()).isEqualTo("result_too_large");
    assertThat(failed.message()).contains("more than 1000 rows");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cast(#NaN# as double precision) | \"NaN\"",
        "cast(#-Infinity# as real) | \"-Infinity\"",
        "cast(#Infinity# as decfloat) | \"Infinity\"",
        "cast(1.50 as numeric(5,2)) | 1.50",
        "array[1,null,3] | [1,null,3]",
        "array[array[1,2],array[3]] | [[1,2],[3]]",
        "array[timestamp with time zone #2024-02-29 10:00:00+02:00#] | [\"2024-02-29T08:00:00Z\"]",
        "array[date #-0043-03-15#] | [\"-0043-03-15\"]",
        "array[x#00ff#] | [\"AP8=\"]",
        "array[cast(#11111111-1111-4111-8111-111111111111# as uuid)] | [\"11111111-1111-4111-8111-111111111111\"]",
        "array[1.50, 12345678901234567890.50] | [1.50,12345678901234567890.50]",
        "array[true,null] | [true,null]",
        "array[json #{\"a\":1}#] | [{\"a\":1}]",
        "timestamp #2024-02-29 10:00:00.123456789# | \"2024-02-29T10:00:00.123456789\"",
        "time #10:00:00.000001# | \"10:00:00.000001\"",
        "time with time zone #10:00:00+02:00# | \"10:00:00+02\"",
        "interval #1-2# year to month | \"INTERVAL #1-2# YEAR TO MONTH\"",
        "x## | \"\"",
        "json #null# | null"
      })
  void readsWhatTheTypesAre(String expression, String expected) { // #19
    ObjectNode inputs = json("{'datasource':'espalier'}");
    inputs.put("sql", "select " + expression.replace('#', '\'') + " as v");
    ExecutionOutcome outcome = sql.execute(Contexts.of(inputs));
    assertThat(outcome).as(outcome.toString()).isInstanceOf(Succeeded.class);
    assertThat(((Succeeded) outcome).result().at("/rows/0/V").toString())
        .isEqualTo(expected.replace('#', '\''));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create alias run for 'java.lang.Runtime.getRuntime'",
        "create trigger t before insert on item as 'x'",
        "create linked table l('','jdbc:h2:mem:x','sa','','item')",
        "create aggregate a for 'x'",
        "drop table item",
        "alter user sa set password 'x'",
        "script to 'DIR/out.sql'",
        "runscript from 'DIR/out.sql'",
        "backup to 'DIR/out.zip'",
        "shutdown",
        "execute immediate 'create alias x for ''a.b'''",
        "call file_write('x', 'DIR/out.txt')",
        "select file_write('x', 'DIR/out.txt')",
        "select \"FILE_WRITE\"('x', 'DIR/out.txt')",
        "select `file_write`('x', 'DIR/out.txt')",
        "select U&\"\\0046ILE_WRITE\"('x', 'DIR/out.txt')",
        "select csvwrite('DIR/out.txt', 'select 1')",
        "select 1 // ' \n, file_write('x', 'DIR/out.txt') // '",
        "select * from csvread('DIR/in.csv')",
        "select file_read('DIR/in.csv')",
        "insert into item (id, name) select 1, file_read('DIR/in.csv')",
        "with a as (select file_write('x', 'DIR/out.txt')) select * from a",
        "call link_schema('l', '', 'jdbc:h2:mem:x', 'sa', '', 'public')",
        "select cast(X'aced0005' as java_object)",
        "select cast(X'aced0005' as other)"
      })
  void nothingOutsideOfTheTablesIsReached(String statement) throws Exception { // #11
    Files.writeString(directory.resolve("in.csv"), "a\nsecret\n");
    String sql = statement.replace("DIR", directory.toString());
    for (boolean isReadOnly : new boolean[] {false, true}) {
      ObjectNode inputs = json("{'datasource':'espalier'}");
      assertThatThrownBy(
              () ->
                  this.sql.execute(
                      Contexts.of(inputs.put("sql", sql).put("read_only", isReadOnly))))
          .isInstanceOf(InvalidInputException.class);
    }
    try (java.util.stream.Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("out"));
    }
  }

  @Test
  void isNotUsedUnlessAnAdministratorAllowsIt() throws Exception { // #11
    SqlExecutor guarded =
        SqlExecutor.standalone(
            new SqlSettings(Map.of(), true, false, 10, 1_000), new Database(pool), name -> pool);
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(
            () -> guarded.execute(Contexts.of("{'datasource':'espalier','sql':'select 1'}")));
    guarded.close();
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(((Failed) outcome).message()).contains("espalier.executors.sql.embedded");
  }

  @Test
  void aReadOnlyTaskChangesNothing() {
    result("'sql':'insert into item (id) values (1)','read_only':true");
    assertThat(result("'sql':'select * from item'").get("row_count").intValue()).isZero();
  }

  @Test
  void aMessageDoesNotRepeatTheStatement() {
    Failed failed = (Failed) run("'sql':'select 1 as hush from nowhere'");
    assertThat(failed.kind()).isEqualTo("invalid_sql");
    assertThat(failed.message()).contains("NOWHERE").doesNotContain("hush");
  }

  @Test
  void aCancelReachesAStatementThatFollowsOthers() throws Exception {
    CancellationToken token = new CancellationToken();
    AtomicReference<ExecutionOutcome> outcome = new AtomicReference<>();
    StringBuilder statements = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      statements.append("{'sql':'select ").append(i).append("'},");
    }
    ObjectNode many =
        json(
            "{'datasource':'espalier','timeout':600,'statements':["
                + statements
                + "{'sql':'select count(*) from system_range(1, 2000000000) a, system_range(1, 1000)'}]}");
    Thread attempt = new Thread(() -> outcome.set(sql.execute(Contexts.of(many, token))));
    attempt.start();
    token.cancel(CancellationReason.CANCELLED);
    attempt.join(60_000);
    assertThat(outcome.get()).isInstanceOf(Cancelled.class);
  }

  /** H2 would close its file under everyone. */
  @Test
  void anInterruptedAttemptLeavesTheDatabaseOpen() throws Exception {
    CancellationToken token = new CancellationToken();
    AtomicReference<ExecutionOutcome> outcome = new AtomicReference<>();
    CountDownLatch begun = new CountDownLatch(1);
    ObjectNode endless =
        json(
            "{'datasource':'espalier','timeout':600,'sql':'insert into item (id, name) select x, repeat(x, 100) from system_range(1, 2000000000)'}");
    Thread attempt =
        new Thread(
            () -> {
              begun.countDown();
              outcome.set(sql.execute(Contexts.of(endless, token)));
            });
    attempt.start();
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 20; i++) {
      attempt.interrupt();
      attempt.join(25);
    }
    token.cancel(CancellationReason.TIMEOUT);
    attempt.interrupt();
    attempt.join(60_000);
    assertThat(outcome.get()).isInstanceOf(Cancelled.class);
    assertThat(result("'sql':'select * from item'").get("row_count").intValue()).isZero();
  }
}
