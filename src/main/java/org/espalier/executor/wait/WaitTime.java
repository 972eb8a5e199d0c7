package org.espalier.executor.wait;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;

/** Reads until when to wait. Stateless. */
final class WaitTime {
  /** A wait that is longer is a mistake in a unit or a year. */
  static final Duration LONGEST = Duration.ofDays(366);

  private static final String DURATION =
      "a number of seconds or an ISO 8601 duration such as PT2H30M or P3D, from 0 to 366 days";
  private static final String TIME =
      "an ISO 8601 time with an offset such as 2027-01-31T08:00:00Z, at most 366 days ahead";

  private WaitTime() {}

  /** The end of the wait, in microseconds as the database keeps it; may be past. */
  static Instant of(Inputs inputs, Instant now) {
    boolean hasUntil = inputs.value("until").isPresent();
    if (hasUntil == inputs.value("duration").isPresent()) {
      throw new InvalidInputException(
          "inputs.%s: give either 'until' or 'duration', %s."
              .formatted(
                  hasUntil ? "until" : "duration", hasUntil ? "not both" : "there is neither"));
    }
    Instant until =
        hasUntil
            ? time(inputs, inputs.value("until").get(), now)
            : now.plus(duration(inputs, inputs.value("duration").get()));
    return until.truncatedTo(ChronoUnit.MICROS);
  }

  private static Instant time(Inputs inputs, JsonNode value, Instant now) {
    try {
      Instant time = OffsetDateTime.parse(value.asText()).toInstant();
      return time.isAfter(now.plus(LONGEST)) ? inputs.refuse("until", TIME, value) : time;
    } catch (DateTimeException e) {
      return inputs.refuse("until", TIME, value);
    }
  }

  private static Duration duration(Inputs inputs, JsonNode value) {
    if (!(value instanceof TextNode)) {
      return inputs.seconds("duration", Duration.ZERO, LONGEST);
    }
    try {
      Duration duration = Duration.parse(value.textValue());
      return duration.isNegative() || duration.compareTo(LONGEST) > 0
          ? inputs.refuse("duration", DURATION, value)
          : duration;
    } catch (DateTimeException e) {
      return inputs.refuse("duration", DURATION, value);
    }
  }
}
