package org.espalier.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.EspalierException;
import org.espalier.database.Database;
import org.espalier.event.EventLog;
import org.espalier.event.EventPosition;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.HttpCalls;
import org.espalier.json.Json;
import org.espalier.settings.SteadyClock;
import org.espalier.settings.WebhookSettings;

/**
 * Tells one receiver what it has not been told yet, one event after the other. Each call is noted
 * with its outcome before the next is made; a server that dies in between makes it again. Used
 * once, by one thread.
 */
final class WebhookTeller {
  private static final System.Logger LOG = System.getLogger(WebhookTeller.class.getName());
  private static final int MAX_ROWS = 50;

  private final Database database;
  private final EventLog events;
  private final SteadyClock clock;
  private final WebhookSettings settings;
  private final WebhookCall call;
  private final HttpCalls http;
  private final CancellationToken stop;

  WebhookTeller(
      Database database,
      EventLog events,
      SteadyClock clock,
      WebhookSettings settings,
      WebhookCall call,
      HttpCalls http,
      CancellationToken stop) {
    this.database = database;
    this.events = events;
    this.clock = clock;
    this.settings = settings;
    this.call = call;
    this.http = http;
    this.stop = stop;
  }

  void tell(OpenWebhook webhook) {
    try {
      tellRows(webhook);
    } catch (SQLException | EspalierException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the receiver of run {0} could not be told; that is tried again: {1}",
          webhook.runId().toString(),
          e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "notice the receiver of run " + webhook.runId() + " failed",
          e);
    }
  }

  private void tellRows(OpenWebhook begun) throws SQLException, InterruptedException {
    OpenWebhook webhook = begun;
    List<EventLog.Row> rows = events.read(webhook.runId(), webhook.nextRow(), MAX_ROWS);
    for (EventLog.Row row : rows) {
      JsonNode all = Json.read(row.events());
      int first = row.id() == webhook.nextRow() ? webhook.nextIndex() : 0;
      for (int i = first; i < all.size(); i++) {
        Optional<WebhookNotice> notice = WebhookNotice.of(all.get(i));
        if (notice.isPresent()) {
          OpenWebhook at = at(webhook, row.id(), i);
          Step step = tellOne(at, notice.get(), all.get(i));
          if (step != Step.NEXT) {
            return;
          }
          webhook = at.after(row.id(), i);
        }
      }
      webhook = webhook.afterRow(row.id());
    }
    OpenWebhook done = webhook;
    database.transaction(c -> WebhookStore.move(c, done, clock.instant(), true));
  }

  /** Calls already counted belong to the event that was next when the webhook was claimed. */
  private static OpenWebhook at(OpenWebhook webhook, long row, int index) {
    return new OpenWebhook(
        webhook.runId(), webhook.claim(), webhook.config(), row, index, webhook.attempts());
  }

  private enum Step {
    NEXT,
    STOP
  }

  /** Lets go of a webhook, so that another node may go on with it at once. */
  private Step release(OpenWebhook webhook) throws SQLException {
    database.transaction(c -> WebhookStore.move(c, webhook, clock.instant(), true));
    return Step.STOP;
  }

  private Step tellOne(OpenWebhook webhook, WebhookNotice notice, JsonNode event)
      throws SQLException, InterruptedException {
    String id = new EventPosition(webhook.nextRow(), webhook.nextIndex()).toString();
    int attempt = webhook.attempts() + 1;
    String body = body(notice, webhook.runId(), event);
    Instant begin = clock.instant();
    WebhookReply answer = send(webhook.config(), id, attempt, body, begin);
    if (stop.isCancelled()) {
      return release(webhook);
    }
    Instant end = clock.instant();
    Delivery.Status status = status(answer, attempt, webhook.config().maxRetries());
    Delivery delivery =
        new Delivery(
            0,
            webhook.runId(),
            id,
            notice.type(),
            attempt,
            status,
            answer.status(),
            answer.failure(),
            Duration.between(begin, end),
            end);
    Duration pause = pause(attempt, answer.retryAfter());
    return note(webhook, delivery, notice.isLast(), pause) ? stepAfter(status, notice) : Step.STOP;
  }

  private WebhookReply send(
      WebhookConfig config, String id, int attempt, String body, Instant begin)
      throws InterruptedException {
    try {
      return WebhookReply.of(http.make(call.to(config, id, attempt, body, begin), stop));
    } catch (InvalidInputException e) {
      return WebhookReply.of(e);
    }
  }

  private String body(WebhookNotice notice, UUID runId, JsonNode event) throws SQLException {
    if (notice.hasResult()) {
      UUID taskId = UUID.fromString(event.path("task_id").asText());
      int attempt = event.path("attempt").intValue();
      Optional<String> result =
          database.transaction(c -> WebhookStore.result(c, runId, taskId, attempt));
      notice.body().set("result", result.map(Json::read).orElse(null));
    }
    return Json.write(notice.body());
  }

  private static Delivery.Status status(WebhookReply answer, int attempt, int maxRetries) {
    if (answer.isDelivered()) {
      return Delivery.Status.DELIVERED;
    }
    return answer.canRepeat() && attempt <= maxRetries
        ? Delivery.Status.RETRYING
        : Delivery.Status.FAILED;
  }

  /** Notes the call and what is next; false when the claim was lost. */
  private boolean note(OpenWebhook webhook, Delivery delivery, boolean isLast, Duration pause)
      throws SQLException {
    boolean isRetried = delivery.status() == Delivery.Status.RETRYING;
    OpenWebhook next =
        isRetried ? webhook.tried() : webhook.after(webhook.nextRow(), webhook.nextIndex());
    Instant now = clock.instant();
    Instant due = isRetried ? now.plus(pause) : webhook.claimEnd(now);
    return database.transaction(
        connection -> {
          WebhookStore.log(connection, delivery);
          return WebhookStore.move(connection, next, due, isRetried || !isLast);
        });
  }

  private static Step stepAfter(Delivery.Status status, WebhookNotice notice) {
    return status == Delivery.Status.RETRYING || notice.isLast() ? Step.STOP : Step.NEXT;
  }

  /** As long as the receiver asks for, and never shorter than without its wish. */
  private Duration pause(int attempt, Optional<Duration> retryAfter) {
    Duration own = delay(attempt);
    return retryAfter.filter(asked -> asked.compareTo(own) > 0).orElse(own);
  }

  private Duration delay(int attempt) {
    Duration delay = settings.retryDelay();
    for (int i = 1; i < attempt && delay.compareTo(settings.maxRetryDelay()) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(settings.maxRetryDelay()) < 0 ? delay : settings.maxRetryDelay();
  }
}
