package org.espalier.executor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.naming.NameNotFoundException;
import org.espalier.database.TestDatabase;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.it.Await;
import org.espalier.it.EspalierServer;
import org.espalier.json.Json;
import org.espalier.settings.SqlDataSource;
import org.espalier.settings.SqlSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real PostgreSQL, reached by its URL. */
class SqlExecutorTest implements TaskExecutorContract {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private static TestDatabase database;

  private SqlExecutor sql;

  @BeforeAll
  static void createDatabase() {
    database = TestDatabase.postgresWithoutPool();
    database.execute("create table item (id int primary key, name text not null, more jsonb)");
  }

  @AfterAll
  static void closeDatabase() {
    database.close();
  }

  @BeforeEach
  void open() {
    database.execute("delete from item");
    sql = newExecutor();
  }

  @AfterEach
  void close() {
    sql.close();
  }

  private static SqlDataSource source(String url, boolean readOnly) {
    return new SqlDataSource("", url, "postgres", "the-password", "", 60, readOnly);
  }

  static SqlExecutor newExecutor() {
    String url =
        database.url().replace("reWriteBatchedInserts=true", "reWriteBatchedInserts=false");
    String gone = "jdbc:postgresql://127.0.0.1:" + EspalierServer.freePort() + "/none";
    return SqlExecutor.standalone(
        new SqlSettings(
            Map.of(
                "main", source(url, false),
                "readable", source(url, true),
                "narrow", new SqlDataSource("", url, "postgres", "the-password", "", 2, false),
                "gone", source(gone, false),
                "strange", source("jdbc:strange:x", false),
                "unbound", new SqlDataSource("jdbc/unbound", "", "", "", "", 1, false),
                "pooled", new SqlDataSource("jdbc/pooled", "", "", "", "", 1, false)),
            false,
            false,
            10_000,
            1 << 20),
        database.database(),
        name -> {
          if (name.equals("jdbc/pooled")) {
            return database.dataSource();
          }
          throw new NameNotFoundException(name);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "pooled", "narrow"})
  void aTaskLeavesNothingBehindInItsSession(String source) { // #11
    String asked =
        "select current_setting('search_path') a, current_setting('statement_timeout') b, current_setting('role') c, current_setting('my.own', true) d, (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) e, to_regclass('pg_temp.scratch') f";
    JsonNode before = rows(source, asked);
    for (int i = 0; i < 3; i++) {
      rows(
          source,
          "select set_config('search_path', 'nowhere', false), set_config('statement_timeout', '54321', false), set_config('role', 'pg_monitor', false), set_config('my.own', 'mine', false), pg_advisory_lock(11)");
      outcome(source, "create temporary table scratch (a int)");
    }
    for (int i = 0; i < 3; i++) {
      JsonNode after = rows(source, asked);
      assertThat(after.get(0).get("d").asText("")).isIn("", "null");
      ObjectNode now = after.get(0).deepCopy();
      ObjectNode then = before.get(0).deepCopy();
      now.remove("d");
      then.remove("d");
      assertThat(now.equals(then)).as("%s, and before %s", now, then).isTrue();
    }
  }

  private ExecutionOutcome outcome(String source, String statement) {
    ObjectNode inputs = json("{}").put("datasource", source).put("sql", statement);
    try {
      return TaskExecutorContract.outcome(() -> sql.execute(Contexts.of(inputs)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode rows(String source, String statement) {
    ExecutionOutcome outcome = outcome(source, statement);
    assertThat(outcome).as(outcome.toString()).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result().get("rows");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "copy item to program 'touch /tmp/x'",
        "do $$ begin end $$",
        "load 'x'",
        "vacuum",
        "checkpoint",
        "security label on table item is 'x'"
      })
  void takesNoVerbsThatAreNotListed(String statement) { // #11
    ExecutionOutcome outcome = outcome("main", statement);
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(((Failed) outcome).message()).contains("must be one of alter, analyze");
  }

  @Override
  public TaskExecutor executor() {
    return newExecutor();
  }

  @Override
  public void close(TaskExecutor executor) {
    ((SqlExecutor) executor).close();
  }

  @Override
  public ObjectNode goodInputs() {
    return json("{'datasource':'main','sql':'select 1 as one'}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        json("{'datasource':'nowhere','sql':'select 1'}"),
        "/inputs/datasource",
        json("{'datasource':'main','sql':'select 1; select 2'}"),
        "/inputs/sql",
        json("{'datasource':'main','sql':'select ?','parameters':[]}"),
        "/inputs/parameters");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(json("{'datasource':'main','sql':5}"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(
        json("{'datasource':'main','timeout':600,'sql':'select pg_sleep(600), 1 as endless'}"));
  }

  @Override
  public void awaitBegun() {
    Await.until("the statement runs", BOUND, () -> running("endless") == 1);
  }

  @Override
  public void awaitStopped() {
    Await.until("the statement is gone", Duration.ofSeconds(60), () -> running("endless") == 0);
  }

  @Override
  public Optional<ObjectNode> unreachableInputs() {
    return Optional.of(json("{'datasource':'gone','sql':'select 1'}"));
  }

  @Override
  public Optional<ObjectNode> hugeInputs() {
    return Optional.of(
        json(
            "{'datasource':'main','sql':'select repeat(chr(120), 1000000) from generate_series(1, 300)'}"));
  }

  /** How many statements with this text the database works on. */
  private static int running(String text) throws SQLException {
    return number(
        "select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and query like '%"
            + text
            + "%'");
  }

  private static int number(String query) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getInt(1);
    }
  }

  private ExecutionOutcome run(String inputs) {
    return TaskExecutorContract.outcome(
        () -> sql.execute(Contexts.of("{'datasource':'main'," + inputs + "}")));
  }

  private ObjectNode result(String inputs) {
    ExecutionOutcome outcome = run(inputs);
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private Failed failure(String inputs) {
    ExecutionOutcome outcome = run(inputs);
    assertThat(outcome).isInstanceOf(Failed.class);
    return (Failed) outcome;
  }

  private JsonNode value(String expression, String parameters) {
    return result("'sql':'select " + expression + " as v','parameters':" + parameters)
        .at("/rows/0/v");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "?::int | [5] | 5",
        "?::bigint | [9007199254740993] | 9007199254740993",
        "?::numeric | [12345678901234567890.1234567890] | 12345678901234567890.1234567890",
        "?::float8 | [0.1] | 0.1",
        "?::float4 | [0.1] | 0.1",
        "float8 #NaN# | [] | \"NaN\"",
        "?::boolean | [true] | true",
        "?::text | [\"it's\"] | \"it's\"",
        "?::text | [null] | null",
        "?::uuid | [\"11111111-1111-4111-8111-111111111111\"] | \"11111111-1111-4111-8111-111111111111\"",
        "?::date | [\"2024-02-29\"] | \"2024-02-29\"",
        "?::timestamp | [\"2024-02-29T10:00\"] | \"2024-02-29T10:00:00\"",
        "?::timestamptz | [\"2024-02-29T10:00:00+05:45\"] | \"2024-02-29T04:15:00Z\"",
        "?::jsonb | [{\"a\":[1,2.50]}] | {\"a\":[1,2.50]}",
        "?::bytea | [{\"base64\":\"AP8=\"}] | \"AP8=\"",
        "?::int[] | [[1,2,3]] | [1,2,3]",
        "?::text[] | [[\"a,b\",\"c\\\"d\",null]] | [\"a,b\",\"c\\\"d\",null]",
        "2 = any(?::int[]) | [[1,2]] | true",
        "#11111111-1111-4111-8111-111111111111#::uuid = any(?) | [[\"11111111-1111-4111-8111-111111111111\"]] | true",
        "interval #1 day# | [] | \"1 day\"",
        "inet #10.0.0.1# | [] | \"10.0.0.1\"",
        "array[[1,2],[3,4]] | [] | [[1,2],[3,4]]",
        "timestamptz #infinity# | [] | \"infinity\"",
        "timestamptz #-infinity# | [] | \"-infinity\"",
        "timestamp #infinity# | [] | \"infinity\"",
        "timestamp #-infinity# | [] | \"-infinity\"",
        "date #infinity# | [] | \"infinity\"",
        "date #-infinity# | [] | \"-infinity\"",
        "?::timestamptz | [\"infinity\"] | \"infinity\"",
        "array[timestamptz #infinity#, #2024-02-29 10:00+05:45#, null] | [] | [\"infinity\",\"2024-02-29T04:15:00Z\",null]",
        "array[timestamp #2024-02-29 10:00:00.123456#] | [] | [\"2024-02-29T10:00:00.123456\"]",
        "array[date #-infinity#, #2024-02-29#] | [] | [\"-infinity\",\"2024-02-29\"]",
        "array[time #10:00:00.123456#, #24:00#] | [] | [\"10:00:00.123456\",\"24:00:00\"]",
        "array[timetz #10:00:00.5+02#] | [] | [\"10:00:00.5+02\"]",
        "array[numeric #NaN#, 1.50, 12345678901234567890.5] | [] | [\"NaN\",1.50,12345678901234567890.5]",
        "array[numeric #Infinity#] | [] | [\"Infinity\"]",
        "array[float8 #NaN#, #-Infinity#, 0.1] | [] | [\"NaN\",\"-Infinity\",0.1]",
        "array[float4 #0.1#] | [] | [0.1]",
        "array[#\\x00ff#::bytea, null] | [] | [\"AP8=\",null]",
        "array[#{\"a\":1}#::jsonb] | [] | [{\"a\":1}]",
        "array[[true,false],[null,true]] | [] | [[true,false],[null,true]]",
        "array[interval #1 day 2 hours#] | [] | [\"1 day 02:00:00\"]",
        "array[#11111111-1111-4111-8111-111111111111#::uuid] | [] | [\"11111111-1111-4111-8111-111111111111\"]",
        "array[]::timestamptz[] | [] | []",
        "array[int8 #9007199254740993#] | [] | [9007199254740993]",
        "numeric #NaN# | [] | \"NaN\"",
        "numeric #-Infinity# | [] | \"-Infinity\"",
        "float4 #Infinity# | [] | \"Infinity\"",
        "1e-30::numeric | [] | 1E-30",
        "date #0044-03-15 BC# | [] | \"-0043-03-15\"",
        "timestamp #0044-03-15 10:00 BC# | [] | \"-0043-03-15T10:00:00\"",
        "timestamptz #0001-01-01 00:00+00 BC# | [] | \"0000-01-01T00:00:00Z\"",
        "timestamptz #294276-12-31 23:59:59.999999+00# | [] | \"+294276-12-31T23:59:59.999999Z\"",
        "date #5874897-12-31# | [] | \"+5874897-12-31\"",
        "time #24:00# | [] | \"24:00:00\"",
        "time #10:00:00.000001# | [] | \"10:00:00.000001\"",
        "timetz #10:00:00.5-03:30# | [] | \"10:00:00.5-03:30\"",
        "interval #-1 year 2 mons -3 days 04:05:06.789# | [] | \"-10 mons -3 days +04:05:06.789\"",
        "int4range(1,5) | [] | \"[1,5)\"",
        "numrange(null,1.5) | [] | \"(,1.5)\"",
        "daterange(#-infinity#, #2024-01-01#) | [] | \"[-infinity,2024-01-01)\"",
        "#{[1,3),[5,7)}#::int4multirange | [] | \"{[1,3),[5,7)}\"",
        "#{\"n\":12345678901234567890.10,\"s\":null}#::json | [] | {\"n\":12345678901234567890.10,\"s\":null}",
        "#null#::jsonb | [] | null",
        "#\\x#::bytea | [] | \"\"",
        "row(1,#a#) | [] | \"(1,a)\"",
        "b#0101# | [] | \"0101\"",
        "#12.34#::money::numeric | [] | 12.34",
        "int8 #-9223372036854775808# | [] | -9223372036854775808"
      })
  void bindsAndReadsWhatTheTypesAre(String expression, String parameters, String expected) {
    ObjectNode inputs = json("{'datasource':'main'}");
    inputs.put("sql", "select " + expression.replace('#', '\'') + " as v");
    inputs.set("parameters", Json.read(parameters));
    ExecutionOutcome outcome = TaskExecutorContract.outcome(() -> sql.execute(Contexts.of(inputs)));
    assertThat(outcome).as(outcome.toString()).isInstanceOf(Succeeded.class);
    assertThat(((Succeeded) outcome).result().at("/rows/0/v").toString()).isEqualTo(expected);
  }

  @Test
  void bindsByName() {
    assertThat(value(":a::int + :b::int * :a::int", "{'a':2,'b':5}").intValue()).isEqualTo(12);
    Failed failed = failure("'sql':'select :a','parameters':{'b':1}");
    assertThat(failed.message()).startsWith("inputs.parameters.a is missing");
  }

  @Test
  void namesColumnsThatRepeat() {
    ObjectNode result = result("'sql':'select 1 as a, 2 as a, 3 as b'");
    assertThat(result.at("/rows/0").toString()).isEqualTo("{\"a\":1,\"a_2\":2,\"b\":3}");
    assertThat(result.at("/columns/1").toString())
        .isEqualTo("{\"name\":\"a_2\",\"type\":\"int4\"}");
  }

  @Test
  void changesRowsAndCountsThem() throws SQLException {
    assertThat(
            result("'sql':'insert into item values (?, ?, ?)','parameters':[1,'pear',{'k':1}]")
                .toString())
        .isEqualTo("{\"update_count\":1}");
    assertThat(
            result(
                    "'sql':'insert into item values (:id, :name)','batch':["
                        + "{'id':2,'name':'a'},{'id':3,'name':'b'}]")
                .toString())
        .isEqualTo("{\"batch_size\":2,\"update_count\":2}");
    assertThat(
            result("'sql':'delete from item where id > 1 returning id'")
                .get("row_count")
                .intValue())
        .isEqualTo(2);
    assertThat(number("select count(*) from item")).isEqualTo(1);
  }

  @Test
  void runsALargeBatch() throws SQLException {
    StringBuilder sets = new StringBuilder("[0,'x']");
    for (int i = 1; i < 2_345; i++) {
      sets.append(",[").append(i).append(",'x']");
    }
    ObjectNode result = result("'sql':'insert into item values (?, ?)','batch':[" + sets + "]");
    assertThat(result.toString()).isEqualTo("{\"batch_size\":2345,\"update_count\":2345}");
    assertThat(number("select count(*) from item")).isEqualTo(2_345);
  }

  @Test
  void runsStatementsInOneTransaction() throws SQLException {
    ObjectNode both =
        result(
            "'statements':[{'sql':'insert into item values (1, :n)','parameters':{'n':'a'}},"
                + "{'sql':'select name from item'}]");
    assertThat(both.at("/results/0/update_count").intValue()).isEqualTo(1);
    assertThat(both.at("/results/1/rows/0/name").textValue()).isEqualTo("a");
    Failed failed =
        failure(
            "'statements':[{'sql':'insert into item values (2, 3)'},"
                + "{'sql':'insert into item values (1, 4)'}]");
    assertThat(failed.kind()).isEqualTo("constraint");
    assertThat(failed.message()).startsWith("inputs.statements[1].sql failed");
    assertThat(number("select count(*) from item")).isEqualTo(1);
  }

  @Test
  void aReadOnlyTaskChangesNothing() throws SQLException {
    String insert = "'sql':'insert into item values (1, 2)'";
    assertThat(failure(insert + ",'read_only':true").kind()).isEqualTo("read_only");
    ExecutionOutcome readable =
        sql.execute(Contexts.of("{'datasource':'readable'," + insert + "}"));
    assertThat(((Failed) readable).kind()).isEqualTo("read_only");
    assertThat(number("select count(*) from item")).isZero();
    assertThat(result(insert).get("update_count").intValue()).isEqualTo(1);
  }

  @Test
  void leavesOutRowsBeyondTheCapsAndSaysSo() {
    String series = "'sql':'select g from generate_series(1, 100000) g'";
    ObjectNode rows = result(series + ",'max_rows':7,'fail_on_truncation':false");
    assertThat(rows.get("rows")).hasSize(7);
    assertThat(rows.get("truncated").booleanValue()).isTrue();
    assertThat(rows.get("truncated_by").textValue()).isEqualTo("max_rows");
    ObjectNode exact = result("'sql':'select g from generate_series(1, 7) g','max_rows':7");
    assertThat(exact.get("truncated").booleanValue()).isFalse();
    ObjectNode bytes =
        result(series + ",'max_bytes':100,'max_rows':10000,'fail_on_truncation':false");
    assertThat(bytes.get("truncated_by").textValue()).isEqualTo("max_bytes");
    assertThat(bytes.get("rows").toString().length()).isBetween(80, 130);
  }

  @Test
  void moreRowsThanTheCapsAreAFailureUnlessTheTaskAllowsIt() throws SQLException { // #19
    String series = "'sql':'select g from generate_series(1, 100000) g'";
    Failed failed = failure(series + ",'max_rows':7");
    assertThat(failed.kind()).isEqualTo("result_too_large");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("more than 7 rows").contains("fail_on_truncation");
    assertThat(failure(series).message()).contains("more than 1000 rows");
    assertThat(failure(series + ",'max_bytes':100").message()).contains("more than 100 bytes");
    Failed changed =
        failure("'sql':'insert into item select g, g from generate_series(1, 1001) g returning *'");
    assertThat(changed.kind()).isEqualTo("result_too_large");
    assertThat(number("select count(*) from item")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select 1/0 | invalid_data | 22012",
        "select oops | invalid_sql | 42703",
        "select 1 frm x y | invalid_sql | 42601",
        "insert into item values (1, null) | constraint | 23502",
        "insert into none values (1) | invalid_sql | 42P01"
      })
  void saysWhatKindOfFailureItIs(String statement, String kind, String state) {
    Failed failed = failure("'sql':'" + statement + "'");
    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.details().get("sqlstate").textValue()).isEqualTo(state);
    assertThat(failed.message())
        .startsWith("inputs.sql failed")
        .endsWith("(SQLSTATE " + state + ").");
  }

  @Test
  void noMessageRepeatsValuesOrTexts() {
    assertThat(failure("'sql':'select ?::int','parameters':['hush-hush']").message())
        .contains("invalid input syntax")
        .doesNotContain("hush");
    ObjectNode inputs = json("{'datasource':'main'}");
    inputs.put("sql", "select 'hush-hush'::int");
    assertThat(
            ((Failed) TaskExecutorContract.outcome(() -> sql.execute(Contexts.of(inputs))))
                .message())
        .doesNotContain("hush");
    database.execute("insert into item values (77, 'x')");
    assertThat(failure("'sql':'insert into item values (77, ?)','parameters':['x']").message())
        .contains("duplicate key")
        .doesNotContain("77");
  }

  @Test
  void aSerializationFailureMayBeRetried() throws Exception {
    database.execute("insert into item values (1, 'a')");
    database.execute(
        "create function lose() returns int language plpgsql as $$ begin raise exception 'lost' using errcode = '40001'; end $$");
    Failed failed = failure("'sql':'select lose()'");
    assertThat(failed.kind()).isEqualTo("serialization");
    assertThat(failed.retryable()).isTrue();
  }

  @Test
  void aDeadlockMayBeRetried() throws Exception {
    database.execute("insert into item values (1, 'a'), (2, 'b')");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    String update = "{'sql':'update item set name = name || 1 where id = %d'}";
    String pause = "{'sql':'select pg_sleep(1)'}";
    try {
      List<Future<ExecutionOutcome>> both =
          threads.invokeAll(
              List.of(
                  () ->
                      run(
                          "'statements':["
                              + update.formatted(1)
                              + ","
                              + pause
                              + ","
                              + update.formatted(2)
                              + "]"),
                  () ->
                      run(
                          "'statements':["
                              + update.formatted(2)
                              + ","
                              + pause
                              + ","
                              + update.formatted(1)
                              + "]")));
      List<ExecutionOutcome> ended = List.of(both.get(0).get(), both.get(1).get());
      Failed failed =
          (Failed) ended.stream().filter(Failed.class::isInstance).findFirst().orElseThrow();
      assertThat(failed.kind()).isEqualTo("deadlock");
      assertThat(failed.retryable()).isTrue();
      assertThat(ended).anyMatch(Succeeded.class::isInstance);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void itsTimeoutStopsTheStatementInTheDatabase() {
    Failed failed = failure("'timeout':0.3,'sql':'select pg_sleep(600), 2 as overdue'");
    assertThat(failed.kind()).isEqualTo("timeout");
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.message()).contains("0.3 seconds");
    Await.until("the statement is gone", Duration.ofSeconds(60), () -> running("overdue") == 0);
  }

  @Test
  void aCancelAlsoStopsRowsThatComeSlowly() throws Exception {
    CancellationToken token = new CancellationToken();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<ExecutionOutcome> attempt =
          threads.submit(
              () ->
                  sql.execute(
                      Contexts.of(
                          json(
                              "{'datasource':'main','timeout':600,'max_rows':10000,'sql':'select g, pg_sleep(case when g > 20 then 600 else 0 end) as slowly from generate_series(1, 1000) g'}"),
                          token)));
      Await.until("the statement runs", BOUND, () -> running("slowly") == 1);
      token.cancel(CancellationReason.CANCELLED);
      assertThat(attempt.get(60, TimeUnit.SECONDS)).isInstanceOf(Cancelled.class);
      Await.until("the statement is gone", Duration.ofSeconds(60), () -> running("slowly") == 0);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aConnectionThatBreaksIsAFailureThatARetryMayHelp() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<ExecutionOutcome> attempt =
          threads.submit(() -> run("'sql':'select pg_sleep(600), 3 as broken'"));
      Await.until("the statement runs", BOUND, () -> running("broken") == 1);
      number(
          "select count(pg_terminate_backend(pid)) from pg_stat_activity where query like '%broken%' and pid <> pg_backend_pid()");
      Failed failed = (Failed) attempt.get(60, TimeUnit.SECONDS);
      assertThat(failed.kind()).isEqualTo("network");
      assertThat(failed.retryable()).isTrue();
      assertThat(result("'sql':'select 1 as one'").at("/rows/0/one").intValue()).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  private int backend() {
    return result("'sql':'select pg_backend_pid() as pid'").at("/rows/0/pid").intValue();
  }

  @Test
  void usesAConnectionAgainUnlessSomethingWentWrongOnIt() { // #10
    int first = backend();
    assertThat(backend()).isEqualTo(first);
    assertThat(failure("'sql':'select 1/0'").kind()).isEqualTo("invalid_data");
    assertThat(backend()).isNotEqualTo(first);
  }

  @Test
  void findsOutThatAKeptConnectionBroke() throws Exception { // #10
    int first = backend();
    number("select count(pg_terminate_backend(" + first + "))");
    Await.until(
        "the backend is gone",
        BOUND,
        () -> number("select count(*) from pg_stat_activity where pid = " + first) == 0);
    Await.until(
        "another connection is taken",
        BOUND,
        () -> run("'sql':'select 1 as one'") instanceof Succeeded);
    assertThat(backend()).isNotEqualTo(first);
  }

  @Test
  void opensNoMoreConnectionsThanItMay() throws Exception { // #10
    ExecutorService threads = Executors.newFixedThreadPool(6);
    ObjectNode sleeping =
        json("{'datasource':'narrow'}")
            .put(
                "sql",
                "select pg_sleep(0.3), 1 as crowd, (select count(*) from pg_stat_activity where query like '%crowd%' and pid <> pg_backend_pid()) as others");
    Callable<ExecutionOutcome> attempt = () -> sql.execute(Contexts.of(sleeping));
    try {
      for (Future<ExecutionOutcome> ended : threads.invokeAll(Collections.nCopies(6, attempt))) {
        ExecutionOutcome outcome = ended.get();
        assertThat(outcome).as(outcome.toString()).isInstanceOf(Succeeded.class);
        assertThat(((Succeeded) outcome).result().at("/rows/0/others").intValue()).isLessThan(2);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void usesADataSourceOfTheServer() {
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(
            () -> sql.execute(Contexts.of("{'datasource':'pooled','sql':'select 1 as one'}")));
    assertThat(outcome).isInstanceOf(Succeeded.class);
  }

  /** The driver of this one packs a batch into one statement, and counts no more. */
  @Test
  void saysNoCountThatIsNotKnown() {
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(
            () ->
                sql.execute(
                    Contexts.of(
                        "{'datasource':'pooled','sql':'insert into item values (?, ?)','batch':[[1,2],[3,4]]}")));
    assertThat(((Succeeded) outcome).result().toString()).isEqualTo("{\"batch_size\":2}");
  }

  @ParameterizedTest
  @CsvSource({
    "unbound, datasource_unavailable, jdbc/unbound",
    "strange, datasource_unavailable, espalier.executors.sql.strange.driver"
  })
  void namesADataSourceThatIsNotThere(String name, String kind, String hint) {
    Failed failed =
        (Failed)
            TaskExecutorContract.outcome(
                () -> sql.execute(Contexts.of("{'datasource':'" + name + "','sql':'select 1'}")));
    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.message()).contains(hint).doesNotContain("the-password").endsWith(".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'sql':'select 1'}",
        "{'datasource':'main'}",
        "{'datasource':'none','sql':'select 1'}",
        "{'datasource':'espalier','sql':'select 1'}",
        "{'datasource':'main','sql':''}",
        "{'datasource':'main','sql':'select 1','url':'jdbc:h2:mem:'}",
        "{'datasource':'main','sql':'commit'}",
        "{'datasource':'main','sql':'Set role x'}",
        "{'datasource':'main','sql':'select 1; select 2'}",
        "{'datasource':'main','sql':'select ?'}",
        "{'datasource':'main','sql':'select ?','parameters':[1,2]}",
        "{'datasource':'main','sql':'select :a','parameters':[1]}",
        "{'datasource':'main','sql':'select ?','parameters':{'a':1}}",
        "{'datasource':'main','sql':'select ?','parameters':[1],'batch':[[1]]}",
        "{'datasource':'main','sql':'select ?','batch':{}}",
        "{'datasource':'main','statements':[]}",
        "{'datasource':'main','statements':[5]}",
        "{'datasource':'main','statements':[{'sql':'select 1'}],'sql':'select 1'}",
        "{'datasource':'main','sql':'select 1','max_rows':10001}",
        "{'datasource':'main','sql':'select 1','timeout':-1}",
        "{'datasource':'main','sql':'select 1','transactional':true}",
        "{'datasource':'main','sql':'select ?','parameters':[{'base64':'*'}]}"
      })
  void wrongInputIsNamed(String inputs) {
    Failed failed = (Failed) TaskExecutorContract.outcome(() -> sql.execute(Contexts.of(inputs)));
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith("inputs.").endsWith(".");
  }

  @Test
  void isUnavailableWithoutADataSource() {
    SqlExecutor none =
        SqlExecutor.standalone(
            new SqlSettings(Map.of(), false, false, 10, 2_000), database.database(), name -> null);
    assertThat(none.type().unavailable().orElseThrow())
        .contains("espalier.executors.sql.datasources");
    none.close();
  }

  @Test
  void keepsConnectionsForTheNextTaskAndClosesThemAtTheEnd() throws SQLException {
    String mine = "select pg_backend_pid() as pid, 4 as keeping";
    int first = result("'sql':'" + mine + "'").at("/rows/0/pid").intValue();
    assertThat(result("'sql':'" + mine + "'").at("/rows/0/pid").intValue()).isEqualTo(first);
    sql.close();
    Await.until(
        "the connection is gone",
        BOUND,
        () -> number("select count(*) from pg_stat_activity where pid = " + first) == 0);
  }
}
