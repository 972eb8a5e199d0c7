package org.espalier.chaos;

import java.util.List;

/** Ways to damage {@link SoundRows}, each with the invariant that must find it. */
enum Damage {
  DEAD_LEASE(
      "run_on_dead_lease",
      "update node set lease_until = current_timestamp - interval '21' second"),
  UNKNOWN_NODE("run_of_unknown_node", "delete from node"),
  ENDED_AND_OWNED("ended_run_owned", run(SoundRows.DONE_RUN, "claimed_by = '%s'", SoundRows.NODE)),
  RUNNING_WITHOUT_OWNER("running_run_unowned", run(SoundRows.BUSY_RUN, "claimed_by = null")),
  CLAIMED_IN_EPOCH_0("epoch", run(SoundRows.BUSY_RUN, "epoch = 0")),
  ATTEMPT_OF_A_LATER_CLAIM("epoch", "update attempt set epoch = 7 where status = 'failed'"),
  PARKED_WITHOUT_TIME("parked_for_ever", run(SoundRows.PARKED_RUN, "wake_at = null")),
  OVERDUE(
      "due_run_forgotten",
      SoundRows.node(SoundRows.IDLE_NODE),
      run(SoundRows.PARKED_RUN, "wake_at = current_timestamp - interval '21' second")),
  LONG_QUEUED(
      "queued_run_forgotten",
      SoundRows.node(SoundRows.IDLE_NODE),
      run(SoundRows.QUEUED_RUN, "created_at = current_timestamp - interval '21' second")),
  OVER_WITHOUT_END("run_end", run(SoundRows.DONE_RUN, "ended_at = null")),
  END_BEFORE_IT_IS_OVER("run_end", run(SoundRows.BUSY_RUN, "ended_at = current_timestamp")),
  RUNNING_BUT_NOT_BEGUN("run_start", run(SoundRows.BUSY_RUN, "started_at = null")),
  RUN_ENDS_BEFORE_IT_STARTS(
      "run_times", run(SoundRows.DONE_RUN, "ended_at = started_at - interval '6' second")),
  ATTEMPT_ENDS_BEFORE_IT_STARTS(
      "attempt_times",
      "update attempt set ended_at = started_at - interval '6' second where status = 'failed'"),
  ACTIVE_TREE_OF_ANOTHER(
      "active_tree", run(SoundRows.BUSY_RUN, "active_tree_id = '%s'", SoundRows.DONE)),
  WRONG_COUNT("run_counts", run(SoundRows.BUSY_RUN, "pending = pending + 1")),
  WRONG_COUNT_OF_AN_ENDED_RUN(
      "run_counts", run(SoundRows.FAILED_RUN, "pending = pending - 1, completed = completed + 1")),
  COMPLETED_WITH_A_FAILED_TASK("run_outcome", run(SoundRows.DONE_RUN, "failed = 1, completed = 1")),
  FAILED_WITHOUT_CAUSE("run_outcome", run(SoundRows.DONE_RUN, "status = 'failed'")),
  CANCELLED_WITH_A_PENDING_TASK("run_outcome", run(SoundRows.FAILED_RUN, "status = 'cancelled'")),
  TREE_WITHOUT_ITS_RUN("tree_latest_run", "update tree set last_run_id = null"),
  TREE_WITH_A_TASK_LESS(
      "tree_task_count", "delete from task where id = '%s'".formatted(SoundRows.DONE_TASK)),
  TASK_WITHOUT_END("task_end", task(SoundRows.DONE_TASK, "completed_at = null")),
  PENDING_WITH_END("task_end", task(SoundRows.FAILED, "completed_at = current_timestamp")),
  FAILED_WITH_RESULT("task_result", task(SoundRows.FAILED_TASK, "result = '{}'")),
  COMPLETED_WITHOUT_RESULT("task_result", task(SoundRows.DONE_TASK, "result = null")),
  RETRY_OF_A_TASK_IN_PROGRESS(
      "task_retry", task(SoundRows.BUSY_TASK, "retry_at = current_timestamp")),
  PARKED_WITHOUT_A_TIME("task_retry", task(SoundRows.BUSY_TASK, "parked = '{}'")),
  PARKED_AND_OVER(
      "task_retry", task(SoundRows.DONE_TASK, "parked = '{}', retry_at = current_timestamp")),
  PARKED_WITHOUT_A_QUESTION(
      "task_retry", approval("status = 'approved', decided_at = current_timestamp")),
  WAITING_WITHOUT_A_QUESTION("parked_for_ever", "delete from approval"),
  QUESTION_OF_A_TASK_THAT_IS_OVER(
      "question_of_nobody", task(SoundRows.ASKING, "status = 'cancelled'")),
  QUESTION_OF_AN_EARLIER_ATTEMPT("question_of_nobody", approval("attempt = 2")),
  DECISION_UNHEARD(
      "decision_forgotten",
      SoundRows.node(SoundRows.IDLE_NODE),
      approval(
          "status = 'approved', decided_at = current_timestamp, due_at = current_timestamp - interval '21' second")),
  DEADLINE_FORGOTTEN(
      "decision_forgotten",
      SoundRows.node(SoundRows.IDLE_NODE),
      approval("due_at = current_timestamp - interval '21' second")),
  COMPLETED_BY_HALF("task_progress", task(SoundRows.DONE_TASK, "progress = 0.5")),
  IN_PROGRESS_WHILE_PAUSED("task_in_stopped_run", run(SoundRows.BUSY_RUN, "status = 'paused'")),
  LEFT_BEHIND("ready_task_forgotten", task(SoundRows.FAILED, "dependencies = '[]'")),
  LEFT_BEHIND_A_SETTLED_OPTIONAL(
      "ready_task_forgotten",
      task(SoundRows.FAILED, "dependencies = replace(dependencies, 'true', 'false')")),
  LIST_WITHOUT_ITS_TASKS(
      "elements_over", task(SoundRows.BUSY_TASK, "parked = '{\"$elements\":{}}'")),
  ELEMENT_OF_A_TASK_THAT_IS_OVER(
      "element_forgotten",
      task(SoundRows.FAILED, "element = 0, parent_id = '" + SoundRows.FAILED_TASK + "'")),
  LIST_WITHOUT_ITS_FIRST_TASK(
      "elements",
      task(SoundRows.BUSY_TASK, "parked = '{\"$elements\":{}}'"),
      task(SoundRows.BUSY, "element = 1, parent_id = '" + SoundRows.BUSY_TASK + "'")),
  IN_PROGRESS_WITHOUT_ATTEMPT("open_attempt", "delete from attempt where status = 'in_progress'"),
  PENDING_WITH_AN_OPEN_ATTEMPT("open_attempt", task(SoundRows.BUSY_TASK, "status = 'pending'")),
  TWO_OPEN_ATTEMPTS(
      "open_attempt",
      SoundRows.attempt(SoundRows.BUSY_RUN, SoundRows.BUSY_TASK, SoundRows.BUSY, 2, "in_progress")),
  OPEN_AFTER_THE_END(
      "open_attempt_in_ended_run",
      "update attempt set status = 'in_progress', ended_at = null where status = 'failed'"),
  GAP(
      "attempt_numbers",
      "update attempt set number = 3 where number = 2 and task_id = '%s'"
          .formatted(SoundRows.DONE_TASK)),
  UNCOUNTED_ATTEMPT("task_attempts", task(SoundRows.DONE_TASK, "attempts = 1")),
  COMPLETED_AGAIN(
      "completed_twice",
      SoundRows.attempt(SoundRows.DONE_RUN, SoundRows.DONE_TASK, SoundRows.DONE, 3, "completed")),
  TRIED_AFTER_ITS_COMPLETION(
      "completed_twice",
      SoundRows.attempt(SoundRows.DONE_RUN, SoundRows.DONE_TASK, SoundRows.DONE, 3, "lost")),
  COMPLETED_WITHOUT_ATTEMPT(
      "completed_attempt",
      "delete from attempt where task_id = '%s' and status = 'completed'"
          .formatted(SoundRows.DONE_TASK)),
  FAILED_WITH_A_COMPLETED_ATTEMPT(
      "completed_attempt",
      task(SoundRows.DONE_TASK, "status = 'failed', result = null, progress = 0")),
  FAILED_AFTER_ITS_EFFECT(
      "effect_without_completion",
      "insert into effect (run_id, task_id, result) values ('%s', '%s', '{}')"
          .formatted(SoundRows.FAILED_RUN, SoundRows.FAILED_TASK)),
  REPEATED_AT_MOST_ONCE("at_most_once", task(SoundRows.DONE_TASK, "at_most_once = true")),
  COMPLETED_WITH_ERROR(
      "attempt_error", "update attempt set error = 'why' where status = 'completed'"),
  FAILED_WITHOUT_ERROR("attempt_error", "update attempt set error = null where status = 'failed'"),
  ATTEMPT_OF_NO_RUN(
      "stray_attempt",
      SoundRows.attempt(SoundRows.id("1"), SoundRows.DONE_TASK, SoundRows.DONE, 1, "failed")),
  SECOND_END("run_ended_event", SoundRows.events(SoundRows.DONE_RUN, SoundRows.DONE, "run.ended")),
  END_OF_A_RUNNING_RUN(
      "run_ended_event", SoundRows.events(SoundRows.BUSY_RUN, SoundRows.BUSY, "run.ended")),
  END_UNTOLD("run_ended_event", "delete from event where events like '%run.ended%'"),
  TOLD_AFTER_THE_END(
      "event_after_end", SoundRows.events(SoundRows.DONE_RUN, SoundRows.DONE, "task.progress")),
  TASK_END_UNTOLD("task_end_events", "delete from event where events not like '%run.%'"),
  TASK_END_TOLD_TWICE(
      "task_end_events", SoundRows.events(SoundRows.BUSY_RUN, SoundRows.BUSY, "task.completed")),
  EVENTS_OF_NO_RUN(
      "stray_events", SoundRows.events(SoundRows.id("1"), SoundRows.DONE, "run.started"));

  private final String invariant;
  private final List<String> statements;

  Damage(String invariant, String... statements) {
    this.invariant = invariant;
    this.statements = List.of(statements);
  }

  String invariant() {
    return invariant;
  }

  /** What does the damage; each changes at least one row. */
  List<String> statements() {
    return statements;
  }

  private static String run(String id, String change, Object... values) {
    return "update run set %s where id = '%s'".formatted(change.formatted(values), id);
  }

  private static String approval(String change) {
    return "update approval set " + change;
  }

  private static String task(String id, String change) {
    return "update task set %s where id = '%s'".formatted(change, id);
  }
}
