package org.espalier.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.engine.message.RunTrigger;
import org.espalier.engine.schedule.Schedules;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.settings.WebhookSettings;

/**
 * Starts runs for calls from outside that need no account: whoever knows the secret may start any
 * task. Off while there is no secret. Thread-safe.
 */
@ApplicationScoped
public class WebhookTriggers {
  private Database database;
  private Schedules schedules;
  private WebhookSettings settings;
  private SteadyClock clock;
  private AddressList allowed;
  private CallRate rate;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected WebhookTriggers() {}

  @Inject
  public WebhookTriggers(
      Database database, Schedules schedules, EspalierSettings settings, SteadyClock clock) {
    this.database = database;
    this.schedules = schedules;
    this.settings = settings.webhook();
    this.clock = clock;
    this.allowed = new AddressList(settings.webhook().triggerAllow());
    this.rate = new CallRate(settings.webhook().triggerRateLimit());
  }

  /**
   * A call as it came.
   *
   * @param from the address it came from
   * @param timestamp seconds since 1970, as text; empty when it was not given
   * @param signature empty when it was not given
   */
  public record Call(
      InetAddress from, Optional<String> timestamp, Optional<String> signature, byte[] body) {}

  /**
   * Starts a run of a task, as its schedule would.
   *
   * @param call one that was {@linkplain #check checked}
   * @return the run's id
   * @throws WebhookRefusedException when a call with this signature was accepted before
   * @throws org.espalier.tree.TaskNotFoundException when there is no such task
   * @throws org.espalier.engine.store.RunActiveException when its tree is being run
   */
  public UUID start(UUID taskId, Call call) {
    String signature = Signature.normal(call.signature().orElse(""));
    SeenCall seen = new SeenCall(signature, settings.triggerWindow());
    try {
      database.transaction(
          connection -> {
            seen.refuseIfSeen(connection);
            return taskId;
          });
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
    return schedules.trigger(taskId, start -> start.by(RunTrigger.WEBHOOK).with(seen));
  }

  /** How long a call that wants the result waits for it. */
  public Duration patience() {
    return settings.triggerWait();
  }

  /**
   * Refuses calls while there is no secret, before anything of them is read.
   *
   * @throws WebhookRefusedException when there is none
   */
  public String requireSecret() {
    return settings
        .triggerSecret()
        .orElseThrow(
            () ->
                new WebhookRefusedException(
                    ErrorCode.WEBHOOK_OFF,
                    "No calls from outside are accepted here: espalier.webhook.trigger-secret is not set."));
  }

  /**
   * Decides whether a call is accepted. The cheap checks come first.
   *
   * @throws WebhookRefusedException when it is not
   */
  public void check(Call call) {
    String secret = requireSecret();
    Instant now = clock.instant();
    if (!allowed.includes(call.from())) {
      throw new WebhookRefusedException(
          ErrorCode.WEBHOOK_ADDRESS,
          "Calls from %s are not accepted (espalier.webhook.trigger-allow)."
              .formatted(call.from().getHostAddress()));
    }
    if (!rate.permits(call.from().getHostAddress(), now)) {
      throw new WebhookRefusedException(
          ErrorCode.WEBHOOK_RATE,
          "At most %d calls a minute are accepted from one address; try again in a minute."
              .formatted(settings.triggerRateLimit()));
    }
    String timestamp = checkTime(call, now);
    String given = Signature.normal(call.signature().orElseThrow(() -> unsigned("is missing")));
    if (!Signature.isSame(Signature.of(secret, timestamp, call.body()), given)) {
      throw unsigned("is not that of this body and time");
    }
  }

  private String checkTime(Call call, Instant now) {
    String timestamp =
        call.timestamp()
            .map(String::strip)
            .filter(text -> text.matches("\\d{1,12}"))
            .orElseThrow(
                () ->
                    new WebhookRefusedException(
                        ErrorCode.WEBHOOK_SIGNATURE,
                        "The header %s must hold the time of the call in seconds since 1970."
                            .formatted(Signature.TIMESTAMP_HEADER)));
    if (!isNear(timestamp, now)) {
      throw new WebhookRefusedException(
          ErrorCode.WEBHOOK_SIGNATURE,
          "The time in %s is more than %d seconds from now."
              .formatted(Signature.TIMESTAMP_HEADER, settings.triggerWindow().toSeconds()));
    }
    return timestamp;
  }

  private boolean isNear(String timestamp, Instant now) {
    try {
      Duration distance = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now);
      return distance.abs().compareTo(settings.triggerWindow()) <= 0;
    } catch (DateTimeException | ArithmeticException e) {
      return false;
    }
  }

  private static WebhookRefusedException unsigned(String problem) {
    return new WebhookRefusedException(
        ErrorCode.WEBHOOK_SIGNATURE,
        "The header %s %s: HMAC-SHA256 in hexadecimal over the time, a point and the body is expected."
            .formatted(Signature.HEADER, problem));
  }
}
