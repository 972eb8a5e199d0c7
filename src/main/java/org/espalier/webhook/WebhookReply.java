package org.espalier.webhook;

import java.time.Duration;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.HttpReply;

/**
 * How a call to a receiver went.
 *
 * @param status what it answered; empty when it did not
 * @param failure why it did not take it, in a sentence; empty when it did
 * @param canRepeat whether the same call may go better later
 * @param retryAfter how long the receiver asks to wait before that, at most an hour
 */
record WebhookReply(
    Optional<Integer> status,
    Optional<String> failure,
    boolean canRepeat,
    Optional<Duration> retryAfter) {
  static WebhookReply of(HttpReply reply) {
    if (reply instanceof HttpReply.Answer answer) {
      return new WebhookReply(
          Optional.of(answer.status()), faultOf(answer), answer.isRetryable(), answer.retryAfter());
    }
    return ((HttpReply.NoAnswer) reply).outcome() instanceof Failed failed
        ? unanswered(failed.message(), failed.retryable())
        : unanswered("It was interrupted.", true);
  }

  /** The call could not be made as it was written. */
  static WebhookReply of(InvalidInputException fault) {
    return unanswered(String.valueOf(fault.getMessage()), false);
  }

  private static Optional<String> faultOf(HttpReply.Answer answer) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return Optional.empty();
    }
    return Optional.of(
        status < 300 || status >= 400
            ? "The receiver answered %d.".formatted(status)
            : "The receiver answered %d, which delivers nothing: redirects are not followed. Set the webhook's url to where it is to be told."
                .formatted(status));
  }

  /** Whether the receiver took it. */
  boolean isDelivered() {
    return failure.isEmpty();
  }

  private static WebhookReply unanswered(String why, boolean canRepeat) {
    return new WebhookReply(Optional.empty(), Optional.of(why), canRepeat, Optional.empty());
  }
}
