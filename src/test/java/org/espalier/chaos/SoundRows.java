package org.espalier.chaos;

import java.util.List;

/**
 * A small sound database, row by row: a tree that completed, one that failed, one that is running,
 * one that is queued, one that is parked, one that waits for a person, and a node that lives. Ids
 * end in what they are.
 */
final class SoundRows {
  static final String DONE = id("0d");
  static final String DONE_TASK = id("0d1");
  static final String DONE_RUN = id("0da");
  static final String FAILED = id("0f");
  static final String FAILED_TASK = id("0f1");
  static final String FAILED_RUN = id("0fa");
  static final String BUSY = id("0b");
  static final String BUSY_TASK = id("0b1");
  static final String BUSY_RUN = id("0ba");
  static final String QUEUED_RUN = id("0ca");
  static final String PARKED_RUN = id("0ea");
  static final String ASKING = id("0a");
  static final String ASKING_RUN = id("0aa");
  static final String NODE = id("99");
  static final String IDLE_NODE = id("98");

  static final List<String> STATEMENTS =
      List.of(
          node(NODE),
          // completed: two tasks, the second after the first, which needed two attempts
          tree(DONE, DONE_RUN, 2),
          run(DONE_RUN, DONE, "completed", "null", true, "0, 0, 2, 0, 0"),
          task(DONE, DONE, DONE_RUN, "completed", "'{}'", 1, 1, dependsOn(DONE_TASK)),
          task(DONE_TASK, DONE, DONE_RUN, "completed", "'{}'", 1, 2, "[]"),
          attempt(DONE_RUN, DONE_TASK, DONE, 1, "failed"),
          attempt(DONE_RUN, DONE_TASK, DONE, 2, "completed"),
          attempt(DONE_RUN, DONE, DONE, 1, "completed"),
          events(DONE_RUN, DONE, "run.started"),
          events(DONE_RUN, DONE, "task.completed"),
          events(DONE_RUN, DONE, "task.completed", "run.ended"),
          // failed: the root waits for a task that failed
          tree(FAILED, FAILED_RUN, 2),
          run(FAILED_RUN, FAILED, "failed", "null", true, "1, 0, 0, 1, 0"),
          task(FAILED, FAILED, FAILED_RUN, "pending", "null", 0, 0, dependsOn(FAILED_TASK)),
          task(FAILED_TASK, FAILED, FAILED_RUN, "failed", "null", 0, 1, "[]"),
          attempt(FAILED_RUN, FAILED_TASK, FAILED, 1, "failed"),
          events(FAILED_RUN, FAILED, "task.failed", "run.ended"),
          // running: one task in progress, the root waits for it
          tree(BUSY, BUSY_RUN, 2),
          run(BUSY_RUN, BUSY, "running", "'" + NODE + "'", true, "1, 1, 0, 0, 0"),
          task(BUSY, BUSY, BUSY_RUN, "pending", "null", 0, 0, dependsOn(BUSY_TASK)),
          task(BUSY_TASK, BUSY, BUSY_RUN, "in_progress", "null", 0.5, 1, "[]"),
          attempt(BUSY_RUN, BUSY_TASK, BUSY, 1, "in_progress"),
          events(BUSY_RUN, BUSY, "run.started", "task.started"),
          // queued and parked, each with one task
          tree(id("0c"), QUEUED_RUN, 1),
          run(QUEUED_RUN, id("0c"), "queued", "null", false, "1, 0, 0, 0, 0"),
          task(id("0c"), id("0c"), QUEUED_RUN, "pending", "null", 0, 0, "[]"),
          tree(id("0e"), PARKED_RUN, 1),
          run(PARKED_RUN, id("0e"), "waiting", "null", true, "1, 0, 0, 0, 0"),
          "update run set wake_at = current_timestamp + interval '60' second where id = '%s'"
              .formatted(PARKED_RUN),
          task(id("0e"), id("0e"), PARKED_RUN, "pending", "null", 0, 1, "[]"),
          attempt(PARKED_RUN, id("0e"), id("0e"), 1, "failed"),
          // waits for a person, with one task
          tree(ASKING, ASKING_RUN, 1),
          run(ASKING_RUN, ASKING, "waiting", "null", true, "0, 1, 0, 0, 0"),
          task(ASKING, ASKING, ASKING_RUN, "in_progress", "null", 0, 1, "[]"),
          "update task set parked = '{}' where id = '%s'".formatted(ASKING),
          attempt(ASKING_RUN, ASKING, ASKING, 1, "in_progress"),
          """
          insert into approval (id, run_id, task_id, attempt, tree_id, status, question, asked_at)
          values ('%1$s', '%2$s', '%1$s', 1, '%1$s', 'open', '{}', current_timestamp)
          """
              .formatted(ASKING, ASKING_RUN));

  private SoundRows() {}

  static String id(String end) {
    return "00000000-0000-4000-8000-" + "0".repeat(12 - end.length()) + end;
  }

  static String node(String id) {
    return "insert into node (id, name, started_at, lease_until) values ('%s', 'n', current_timestamp, current_timestamp + interval '60' second)"
        .formatted(id);
  }

  static String tree(String id, String lastRun, int tasks) {
    return "insert into tree (id, name, task_count, created_at, last_run_id) values ('%s', 't', %d, current_timestamp, '%s')"
        .formatted(id, tasks, lastRun);
  }

  static String run(
      String id, String tree, String status, String owner, boolean begun, String counts) {
    boolean over = List.of("completed", "failed", "cancelled").contains(status);
    return """
    insert into run (id, tree_id, active_tree_id, number, status, scope, started_by, priority, created_at, started_at,
      ended_at, claimed_by, epoch, revision, pending, in_progress, completed, failed, cancelled, progress)
    values ('%s', '%s', %s, 1, '%s', 'all', 'submit', 2, current_timestamp, %s, %s, %s, 1, 1, %s, 0)
    """
        .formatted(
            id,
            tree,
            over ? "null" : "'" + tree + "'",
            status,
            begun ? "current_timestamp" : "null",
            over ? "current_timestamp" : "null",
            owner,
            counts);
  }

  static String task(
      String id,
      String tree,
      String run,
      String status,
      String result,
      double progress,
      int attempts,
      String dependencies) {
    boolean over = List.of("completed", "failed", "cancelled").contains(status);
    return """
    insert into task (id, tree_id, ordinal, name, executor, priority, dependencies, inputs, at_most_once, created_at,
      status, result, progress, attempts, run_id, updated_at, completed_at)
    values ('%s', '%s', 0, 't', 'echo_executor', 2, '%s', '{}', false, current_timestamp,
      '%s', %s, %s, %d, '%s', current_timestamp, %s)
    """
        .formatted(
            id,
            tree,
            dependencies,
            status,
            result,
            progress,
            attempts,
            run,
            over ? "current_timestamp" : "null");
  }

  static String dependsOn(String task) {
    return "[{\"id\":\"%s\",\"required\":true,\"type\":\"result\"}]".formatted(task);
  }

  static String attempt(String run, String task, String tree, int number, String status) {
    boolean open = status.equals("in_progress");
    return """
    insert into attempt (run_id, task_id, number, tree_id, epoch, status, started_at, ended_at, node, error)
    values ('%s', '%s', %d, '%s', 1, '%s', current_timestamp, %s, 'n', %s)
    """
        .formatted(
            run,
            task,
            number,
            tree,
            status,
            open ? "null" : "current_timestamp",
            open || status.equals("completed") ? "null" : "'why'");
  }

  static String events(String run, String tree, String... types) {
    StringBuilder array = new StringBuilder("[");
    for (String type : types) {
      array
          .append(array.length() == 1 ? "" : ",")
          .append("{\"type\":\"%s\",\"run_id\":\"%s\"}".formatted(type, run));
    }
    return "insert into event (run_id, tree_id, at, events) values ('%s', '%s', current_timestamp, '%s]')"
        .formatted(run, tree, array);
  }
}
