package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.espalier.json.JsonTime;

/** Reads a point in time from one of two fields: the time itself, or how long it is until then. */
public final class PointInTime {
  /** One that is further ahead is a mistake in a unit or a year. */
  private static final Duration LONGEST = Duration.ofDays(366);

  /** Stands for now where it is not known yet: no time that is one is too far ahead of it. */
  public static final Instant LATE = Instant.parse("9999-12-31T00:00:00Z");

  private static final String DURATION =
      "a number of seconds or an ISO 8601 duration such as PT2H30M or P3D, from 0 to 366 days";
  private static final String TIME =
      "an ISO 8601 time with an offset such as 2027-01-31T08:00:00Z, at most 366 days ahead and "
          + JsonTime.YEARS;

  private PointInTime() {}

  /**
   * The point in time, in microseconds as the database keeps it; may be past.
   *
   * @throws InvalidInputException when neither field is given, both are, or one is no time
   */
  public static Instant of(Inputs inputs, String timeField, String durationField, Instant now) {
    return find(inputs, timeField, durationField, now)
        .orElseThrow(() -> refused(inputs, timeField, durationField, false));
  }

  /**
   * The same, empty when neither field is given.
   *
   * @throws InvalidInputException when both are given, or one is no time
   */
  public static Optional<Instant> find(
      Inputs inputs, String timeField, String durationField, Instant now) {
    Optional<JsonNode> time = inputs.value(timeField);
    Optional<JsonNode> duration = inputs.value(durationField);
    if (time.isPresent() && duration.isPresent()) {
      throw refused(inputs, timeField, durationField, true);
    }
    return time.map(value -> time(inputs, timeField, value, now))
        .or(() -> duration.map(value -> now.plus(duration(inputs, durationField, value))))
        .map(at -> at.truncatedTo(ChronoUnit.MICROS));
  }

  private static InvalidInputException refused(
      Inputs inputs, String timeField, String durationField, boolean hasBoth) {
    return new InvalidInputException(
        "%s.%s: give either '%s' or '%s', %s."
            .formatted(
                inputs.where(),
                hasBoth ? timeField : durationField,
                timeField,
                durationField,
                hasBoth ? "not both" : "there is neither"));
  }

  private static Instant time(Inputs inputs, String field, JsonNode value, Instant now) {
    try {
      Instant time = OffsetDateTime.parse(value.asText()).toInstant();
      boolean isTaken = JsonTime.isWithinYears(time) && !time.isAfter(now.plus(LONGEST));
      return isTaken ? time : inputs.refuse(field, TIME, value);
    } catch (DateTimeException e) {
      return inputs.refuse(field, TIME, value);
    }
  }

  private static Duration duration(Inputs inputs, String field, JsonNode value) {
    if (!(value instanceof TextNode)) {
      return inputs.seconds(field, Duration.ZERO, LONGEST);
    }
    try {
      Duration duration = Duration.parse(value.textValue());
      return duration.isNegative() || duration.compareTo(LONGEST) > 0
          ? inputs.refuse(field, DURATION, value)
          : duration;
    } catch (DateTimeException e) {
      return inputs.refuse(field, DURATION, value);
    }
  }
}
