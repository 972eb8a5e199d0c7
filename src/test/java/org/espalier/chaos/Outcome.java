package org.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the database says of the runs when all is over. */
final class Outcome {
  private final Connection connection;

  Outcome(Connection connection) {
    this.connection = connection;
  }

  /**
   * Every accepted tree is there once, and every task of it completed; but one that is at_most_once
   * may be in doubt.
   */
  void check(Map<String, Plan> accepted) throws SQLException {
    assertThat(new HashSet<>(Rows.of(connection, "select cast(id as varchar(36)) from run")))
        .as("the runs there are, against those that were accepted")
        .isEqualTo(accepted.keySet());
    assertThat(Rows.count(connection, "select count(*) from tree")).isEqualTo(accepted.size());
    assertThat(
            Rows.of(
                connection,
                """
                select id, name, status, error from task
                where status <> 'completed' and not (at_most_once = true and status = 'failed' and error like '%in doubt%')
                """))
        .as("tasks that did not complete")
        .isEmpty();
  }

  /** Keys of the tasks that called the witness and completed. */
  Set<String> completedCalls() throws SQLException {
    return new HashSet<>(
        Rows.of(
            connection,
            """
            select cast(run_id as varchar(36)) || '-' || cast(id as varchar(36)) from task
            where executor = 'rest_executor' and status = 'completed'
            """));
  }

  /**
   * Each attempt on record that was answered is a call; each call is an attempt on record, but for
   * those that a dying process took with it before their start was recorded.
   */
  void checkAttempts(CallRecord record, int deaths) throws SQLException {
    Map<String, Map<String, Integer>> attempts = new HashMap<>();
    for (String row :
        Rows.of(
            connection,
            """
            select a.run_id, a.task_id, a.status, count(*) from attempt a join task t on t.id = a.task_id
            where t.executor = 'rest_executor' group by a.run_id, a.task_id, a.status
            """)) {
      String[] columns = row.split("\\|");
      attempts
          .computeIfAbsent(columns[0] + "-" + columns[1], key -> new HashMap<>())
          .put(columns[2], Integer.parseInt(columns[3]));
    }
    for (List<Call> calls : record.byTask().values()) {
      Map<String, Integer> of = attempts.getOrDefault(calls.get(0).key, Map.of());
      int recorded = of.values().stream().mapToInt(Integer::intValue).sum();
      long refused = calls.stream().filter(call -> call.is(Call.State.REFUSED)).count();
      assertThat(calls.size() - recorded)
          .as("calls without a trace: %s", calls)
          .isLessThanOrEqualTo(deaths);
      assertThat((long) of.getOrDefault("failed", 0))
          .as("failed attempts, against refusals: %s", calls)
          .isLessThanOrEqualTo(refused);
    }
  }
}
