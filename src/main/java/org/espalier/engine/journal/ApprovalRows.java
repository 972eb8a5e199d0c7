package org.espalier.engine.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.espalier.database.Statements;
import org.espalier.engine.message.RunChanges;
import org.espalier.engine.message.RunChanges.ApprovalRow;
import org.espalier.engine.message.RunChanges.ApprovalRow.Asked;

/** The part of {@link BatchRunJournal} that writes questions to persons. Stateless. */
final class ApprovalRows {
  private static final String ASKED =
      """
      insert into approval (id, run_id, task_id, attempt, tree_id, status, question, asked_at, deadline, due_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String ANSWERED =
      """
      update approval set status = case when status = 'open' then 'withdrawn' else status end, due_at = null
      where run_id = ? and task_id = ? and attempt = ?
      """;

  private ApprovalRows() {}

  static void write(Connection connection, List<RunChanges> changes) throws SQLException {
    for (RunChanges change : changes) {
      for (ApprovalRow row : change.approvals()) {
        try (PreparedStatement write =
            connection.prepareStatement(row instanceof Asked ? ASKED : ANSWERED)) {
          fill(Statements.fill(write), change, row);
          write.executeUpdate();
        }
      }
    }
  }

  private static void fill(Statements fields, RunChanges change, ApprovalRow row)
      throws SQLException {
    if (row instanceof Asked asked) {
      fields
          .id(asked.id())
          .id(change.runId())
          .id(asked.taskId())
          .number(asked.attempt())
          .id(change.treeId())
          .text(asked.status().word())
          .text(asked.question())
          .instant(asked.askedAt())
          .instant(asked.deadline())
          .instant(asked.dueAt());
    } else {
      fields.id(change.runId()).id(row.taskId()).number(row.attempt());
    }
  }
}
