package org.espalier.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.espalier.it.Postgres;

/**
 * Fills the tables with finished trees as the engine would have left them, by SQL alone. Ids are
 * scattered like the real ones. One tree in a hundred has failed.
 */
final class AgedData {
  private static final String IDS =
      """
      create temporary table ids as
      select n, gen_random_uuid() as tree, gen_random_uuid() as run,
        now() - (%1$d - n) * interval '1 second' as at,
        case when n %% 100 = 0 then 'failed' else 'completed' end as status
      from generate_series(1, %1$d) n
      """;
  private static final String TREES =
      """
      insert into tree (id, name, task_count, created_at, last_run_id)
      select tree, 'aged', %2$d, at, run from ids
      """;
  private static final String TASKS =
      """
      insert into task (id, tree_id, ordinal, parent_id, task_key, name, executor, priority, dependencies, inputs, schemas,
        at_most_once, created_at, version, status, progress, result, attempts, run_id, started_at, completed_at, updated_at)
      select case when k = 0 then tree else gen_random_uuid() end, tree, k, case when k = 0 then null else tree end,
        'task-' || k, 'task-' || k, 'echo_executor', 2, '[]', '{"text":"some input of a finished task"}',
        '{"method":"echo_executor"}', false, at, 1, status, 1, '{"text":"some input of a finished task"}', 1, run, at,
        at + interval '0.1 second', at + interval '0.1 second'
      from ids, generate_series(0, %2$d - 1) k
      """;
  private static final String RUNS =
      """
      insert into run (id, tree_id, number, status, scope, started_by, priority, created_at, started_at, ended_at, node,
        epoch, revision, job_execution_id, pending, in_progress, completed, failed, cancelled, progress)
      select run, tree, 1, status, 'all', 'submit', 2, at, at, at + interval '0.2 second', 'node', 1, 2, n / 10, 0, 0,
        case when status = 'completed' then %2$d else 0 end, case when status = 'failed' then %2$d else 0 end, 0, 1
      from ids
      """;
  private static final String ATTEMPTS =
      """
      insert into attempt (run_id, task_id, number, tree_id, epoch, status, started_at, ended_at, node, inputs, result)
      select run_id, id, 1, tree_id, 1, status, started_at, completed_at, 'node', inputs, result from task
      where name like 'task-%%'
      """;
  private static final String EVENTS =
      """
      insert into event (run_id, tree_id, at, events)
      select run, tree, at, '[{"type":"task.completed","run_id":"' || run || '","tree_id":"' || tree || '","task_id":"'
        || tree || '","name":"task-0","attempt":1,"status":"completed","progress":1.0}]'
      from ids, generate_series(1, 3)
      """;

  private AgedData() {}

  /** Inserts so many trees, analyzes, and makes a checkpoint; answers the seconds it took. */
  static double fill(Postgres postgres, int trees, int tasksPerTree) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : new String[] {IDS, TREES, TASKS, RUNS, ATTEMPTS, EVENTS}) {
        statement.execute(sql.formatted(trees, tasksPerTree));
      }
      statement.execute("vacuum analyze");
      statement.execute("checkpoint");
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
