package org.espalier.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One call that was made to a receiver, as it is kept.
 *
 * @param id grows with time
 * @param event the event it was about, by its id in the run's stream
 * @param type what the receiver was told: {@code task_completed}
 * @param attempt 1 for the first call about this event
 * @param httpStatus what the receiver answered; empty when it did not
 * @param error why it did not succeed
 * @param took how long the call took
 * @param at when it ended
 */
public record Delivery(
    long id,
    UUID runId,
    String event,
    String type,
    int attempt,
    Status status,
    Optional<Integer> httpStatus,
    Optional<String> error,
    Duration took,
    Instant at) {

  /** How a call ended. */
  public enum Status {
    /** The receiver took it: it answered with a status from 200 to 299. */
    DELIVERED,
    /** It did not; the call is made again. */
    RETRYING,
    /** It did not, and no more calls are made about this event. */
    FAILED;

    /** The word used on the wire and in the database. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Status ofWord(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
