package org.espalier.api.http;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.engine.query.PageCursor;
import org.espalier.json.Excerpt;
import org.espalier.json.JsonTime;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.wire.Problem;

/**
 * Reads query parameters and notes every wrong one; unknown ones are ignored. Not thread-safe.
 *
 * <p>A parameter that is absent or empty reads as empty; a wrong one too, and {@link
 * #refuseIfFaulty} then ends the request.
 */
public final class QueryParameters {
  /** Items of a page when the caller gives no limit. */
  public static final int DEFAULT_LIMIT = 50;

  private static final int MAX_LIMIT = 500;
  private static final int MAX_LENGTH = 1_000;

  private final Function<String, List<String>> values;
  private final List<Problem.Fault> faults = new ArrayList<>();

  /**
   * Reads from a source of decoded values.
   *
   * @param values name to all values given; empty for none
   */
  public QueryParameters(Function<String, List<String>> values) {
    this.values = values;
  }

  /** The last value of a parameter. */
  public Optional<String> text(String name) {
    List<String> given = values.apply(name);
    String text = given.isEmpty() ? "" : given.get(given.size() - 1);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (Excerpt.isLonger(text, MAX_LENGTH) || text.chars().anyMatch(Character::isISOControl)) {
      fault(name, "a text of at most " + MAX_LENGTH + " characters, none a control one", text);
      return Optional.empty();
    }
    return Optional.of(text);
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String name, boolean fallback) {
    String text = text(name).orElse(Boolean.toString(fallback));
    if (!text.equals("true") && !text.equals("false")) {
      fault(name, "true or false", text);
    }
    return text.equals("true");
  }

  /** One of these words. */
  public Optional<String> word(String name, List<String> words) {
    Optional<String> text = text(name);
    if (text.isPresent() && !words.contains(text.get())) {
      fault(name, "one of " + String.join(", ", words), text.get());
      return Optional.empty();
    }
    return text;
  }

  /** How many items a page has, 1 to 500. */
  public int limit() {
    String text = text("limit").orElse(Integer.toString(DEFAULT_LIMIT));
    if (text.matches("\\d{1,3}") && inRange(Integer.parseInt(text))) {
      return Integer.parseInt(text);
    }
    fault("limit", "a whole number from 1 to " + MAX_LIMIT, text);
    return DEFAULT_LIMIT;
  }

  private static boolean inRange(int limit) {
    return limit >= 1 && limit <= MAX_LIMIT;
  }

  /** Where the page before ended. */
  public Optional<PageCursor> cursor() {
    return read("cursor", "the 'next' of an earlier answer", PageCursor::parse);
  }

  /** A UUID. */
  public Optional<UUID> id(String name) {
    return read(name, "a UUID", Ids::parse);
  }

  /** An ISO-8601 point in time with its offset. */
  public Optional<Instant> instant(String name) {
    return read(
        name,
        "a time like 2026-11-23T19:00:00Z (a '+' is written %2B), " + JsonTime.YEARS,
        QueryParameters::parseTime);
  }

  private static Optional<Instant> parseTime(String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return Optional.of(instant).filter(JsonTime::isWithinYears);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Words of an enum, separated by commas or given several times. */
  public <E extends Enum<E>> Set<E> words(String name, E[] constants, Function<E, String> word) {
    Set<E> found = new LinkedHashSet<>();
    for (String text : list(name)) {
      Optional<E> constant =
          Arrays.stream(constants).filter(c -> word.apply(c).equals(text)).findFirst();
      constant.ifPresentOrElse(
          found::add,
          () ->
              fault(
                  name,
                  "one or more of "
                      + Arrays.stream(constants).map(word).collect(Collectors.joining(", ")),
                  text));
    }
    return found;
  }

  /** Texts, separated by commas or given several times; empty ones are dropped. */
  public Set<String> list(String name) {
    return values.apply(name).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** A value of a form of its own. */
  public <T> Optional<T> read(String name, String expected, Function<String, Optional<T>> parser) {
    Optional<String> text = text(name);
    Optional<T> value = text.flatMap(parser);
    if (text.isPresent() && value.isEmpty()) {
      fault(name, expected, text.get());
    }
    return value;
  }

  /** Notes a parameter whose value is not the one expected. */
  public void fault(String name, String expected, String given) {
    faults.add(
        Problem.Fault.of(
            name,
            ViolationCode.INVALID_PARAMETER.word(),
            expected,
            "'" + FieldReader.shorten(visible(given)) + "'"));
  }

  private static String visible(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /**
   * Ends the reading.
   *
   * @throws RequestRefusedException when a parameter is wrong
   */
  public void refuseIfFaulty() {
    if (!faults.isEmpty()) {
      throw new RequestRefusedException(faults);
    }
  }
}
