package org.espalier.webhook;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.database.Instants;
import org.espalier.database.Statements;
import org.espalier.json.Json;

/**
 * Where each run's events were told up to, and what calls were made. The events themselves are in
 * the log and serve as the outbox: a run with a webhook costs the engine nothing. Stateless; inside
 * the caller's transaction.
 */
final class WebhookStore {
  private static final String INSERT =
      """
      insert into webhook (run_id, config, next_row, next_index, attempts, due_at, is_open)
      values (?, ?, 0, 0, 0, ?, true)
      """;
  private static final String IS_ANY_OPEN =
      "select 1 from webhook where is_open fetch first 1 row only";
  private static final String DUE =
      """
      select run_id, config, next_row, next_index, attempts from webhook
      where is_open and due_at <= ?
        and exists (select 1 from event where event.run_id = webhook.run_id and event.id >= webhook.next_row)
      order by due_at limit ? for update skip locked
      """;
  private static final String CLAIM = "update webhook set claim = ?, due_at = ? where run_id = ?";
  private static final String MOVE =
      """
      update webhook set next_row = ?, next_index = ?, attempts = ?, due_at = ?, is_open = ?
      where run_id = ? and claim = ?
      """;
  private static final String LOG =
      """
      insert into delivery (run_id, event, type, attempt, status, http_status, error, took_ms, at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String DELIVERIES =
      """
      select id, run_id, event, type, attempt, status, http_status, error, took_ms, at from delivery
      where run_id = ? and id > ? order by id limit ?
      """;
  private static final String RESULT =
      "select result from attempt where run_id = ? and task_id = ? and number = ?";

  private WebhookStore() {}

  static void insert(Connection connection, UUID runId, String config, Instant now)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      Statements.fill(insert).id(runId).text(config).instant(now);
      insert.executeUpdate();
    }
  }

  /** Whether there is any run whose receiver has not been told its end. */
  static boolean isAnyOpen(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(IS_ANY_OPEN);
        ResultSet result = query.executeQuery()) {
      return result.next();
    }
  }

  /**
   * Takes webhooks that have something to tell. Nobody else takes them until the claim is over,
   * which is a little after the receiver's timeout.
   */
  static List<OpenWebhook> claim(Connection connection, Instant now, int limit)
      throws SQLException {
    List<OpenWebhook> found = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(DUE)) {
      Statements.fill(query).instant(now).number(limit);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          found.add(
              new OpenWebhook(
                  result.getObject(1, UUID.class),
                  UUID.randomUUID(),
                  WebhookConfig.ofJson(Json.readObject(result.getString(2))),
                  result.getLong(3),
                  result.getInt(4),
                  result.getInt(5)));
        }
      }
    }
    try (PreparedStatement update = connection.prepareStatement(CLAIM)) {
      for (OpenWebhook webhook : found) {
        Statements.fill(update)
            .id(webhook.claim())
            .instant(webhook.claimEnd(now))
            .id(webhook.runId());
        update.addBatch();
      }
      if (!found.isEmpty()) {
        update.executeBatch();
      }
    }
    return found;
  }

  /** Notes how far a webhook is; false when the claim was lost, and nothing was noted. */
  static boolean move(Connection connection, OpenWebhook is, Instant dueAt, boolean isOpen)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(MOVE)) {
      Statements.fill(update)
          .number(is.nextRow())
          .number(is.nextIndex())
          .number(is.attempts())
          .instant(dueAt)
          .flag(isOpen)
          .id(is.runId())
          .id(is.claim());
      return update.executeUpdate() == 1;
    }
  }

  static void log(Connection connection, Delivery delivery) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(LOG)) {
      Statements.fill(insert)
          .id(delivery.runId())
          .text(delivery.event())
          .text(delivery.type())
          .number(delivery.attempt())
          .text(delivery.status().word())
          .number(delivery.httpStatus().map(status -> (Long) status.longValue()).orElse(null))
          .text(delivery.error().orElse(null))
          .number(delivery.took().toMillis())
          .instant(delivery.at());
      insert.executeUpdate();
    }
  }

  /** The calls made about a run, oldest first, behind this one. */
  static List<Delivery> deliveries(Connection connection, UUID runId, long after, int limit)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(DELIVERIES)) {
      Statements.fill(query).id(runId).number(after).number(limit);
      List<Delivery> deliveries = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          deliveries.add(delivery(result));
        }
      }
      return deliveries;
    }
  }

  private static Delivery delivery(ResultSet result) throws SQLException {
    int status = result.getInt("http_status");
    return new Delivery(
        result.getLong("id"),
        result.getObject("run_id", UUID.class),
        result.getString("event"),
        result.getString("type"),
        result.getInt("attempt"),
        Delivery.Status.ofWord(result.getString("status")),
        status == 0 ? Optional.empty() : Optional.of(status),
        Optional.ofNullable(result.getString("error")),
        Duration.ofMillis(result.getLong("took_ms")),
        Instants.require(result, "at"));
  }

  /** JSON text of what an attempt returned. */
  static Optional<String> result(Connection connection, UUID runId, UUID taskId, int attempt)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(RESULT)) {
      Statements.fill(query).id(runId).id(taskId).number(attempt);
      try (ResultSet found = query.executeQuery()) {
        return found.next() ? Optional.ofNullable(found.getString(1)) : Optional.empty();
      }
    }
  }
}
