package org.espalier.executor.websocket;

import java.time.Duration;
import java.util.Optional;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.SearchPattern;

/**
 * When enough was collected: whichever comes first.
 *
 * @param count so many messages; empty for no such end
 * @param until a message in which this is found
 * @param duration so much time, which is no failure
 * @param untilClose the peer closes the connection, which is no failure
 */
record CollectRule(
    Optional<Integer> count,
    Optional<SearchPattern> until,
    Optional<Duration> duration,
    boolean untilClose) {
  private static final int MOST_MESSAGES = 1_000_000;

  /** Without any of the fields, one message is enough. */
  static CollectRule read(Inputs inputs, Duration longest) {
    Optional<Integer> count =
        inputs.value("count").map(given -> (int) inputs.wholeNumber("count", 1, 1, MOST_MESSAGES));
    Optional<SearchPattern> until =
        inputs.text("until").map(text -> SearchPattern.of("inputs.until", text));
    Optional<Duration> duration =
        inputs.value("duration").map(given -> inputs.seconds("duration", Duration.ZERO, longest));
    boolean untilClose = inputs.flag("until_close").orElse(false);
    boolean anyRule = until.isPresent() || duration.isPresent() || untilClose;
    return new CollectRule(
        count.isPresent() || anyRule ? count : Optional.of(1), until, duration, untilClose);
  }

  /** Whether the peer may close first. */
  boolean allowsClose() {
    return untilClose || duration.isPresent();
  }

  /**
   * How collecting ends with this message; empty when it goes on.
   *
   * @param number 1 for the first message
   * @throws InvalidInputException when the expression takes too much work
   */
  Optional<EndedBy> endsWith(Message message, long number) {
    if (until.isPresent() && message instanceof Message.Text text) {
      if (until.get().isFoundIn(text.text())) {
        return Optional.of(EndedBy.PATTERN);
      }
    }
    return count.filter(enough -> number >= enough).map(enough -> EndedBy.COUNT);
  }
}
