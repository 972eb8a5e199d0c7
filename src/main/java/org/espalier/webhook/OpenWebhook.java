package org.espalier.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A run whose receiver is told more, claimed by this node.
 *
 * @param claim what tells this claim from another
 * @param nextRow the first row of the run's events that is not done with
 * @param nextIndex the first event of that row that is not done with
 * @param attempts how many calls were made about it
 */
record OpenWebhook(
    UUID runId, UUID claim, WebhookConfig config, long nextRow, int nextIndex, int attempts) {
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** Until when a node that calls the receiver now has it for itself. */
  Instant claimEnd(Instant now) {
    return now.plus(config.timeout()).plus(MARGIN);
  }

  /** Done with an event. */
  OpenWebhook after(long row, int index) {
    return new OpenWebhook(runId, claim, config, row, index + 1, 0);
  }

  /** Done with all events of a row. */
  OpenWebhook afterRow(long row) {
    return new OpenWebhook(runId, claim, config, row + 1, 0, 0);
  }

  /** One more call was made about the next event. */
  OpenWebhook tried() {
    return new OpenWebhook(runId, claim, config, nextRow, nextIndex, attempts + 1);
  }
}
