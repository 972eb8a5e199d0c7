package org.espalier.webhook;

import java.util.Optional;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.HttpReply;

/**
 * How a call to a receiver went.
 *
 * @param status what it answered; empty when it did not
 * @param failure why it did not, in a sentence; empty when it did
 * @param canRepeat whether the same call may go better later
 */
record WebhookReply(Optional<Integer> status, Optional<String> failure, boolean canRepeat) {
  static WebhookReply of(HttpReply reply) {
    if (reply instanceof HttpReply.Answer answer) {
      return new WebhookReply(Optional.of(answer.status()), Optional.empty(), answer.isRetryable());
    }
    return ((HttpReply.NoAnswer) reply).outcome() instanceof Failed failed
        ? unanswered(failed.message(), failed.retryable())
        : unanswered("It was interrupted.", true);
  }

  /** The call could not be made as it was written. */
  static WebhookReply of(InvalidInputException fault) {
    return unanswered(String.valueOf(fault.getMessage()), false);
  }

  private static WebhookReply unanswered(String why, boolean canRepeat) {
    return new WebhookReply(Optional.empty(), Optional.of(why), canRepeat);
  }
}
