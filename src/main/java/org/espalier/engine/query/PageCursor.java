package org.espalier.engine.query;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of a list ended: the sort key of its last item. The wire form is opaque to callers.
 *
 * @param at the item's time, in microseconds
 * @param id the item's id
 * @param number the item's number, where time and id do not make it unique; otherwise 0
 */
public record PageCursor(Instant at, UUID id, int number) {
  private static final Pattern FORM =
      Pattern.compile("(-?\\d{1,17})\\.([0-9a-f-]{36})\\.(\\d{1,9})");
  private static final int MICROS = 1_000_000;

  /** A cursor of a list that time and id sort. */
  public static PageCursor of(Instant at, UUID id) {
    return new PageCursor(at, id, 0);
  }

  /** Reads the wire form; empty when the text is none. */
  public static Optional<PageCursor> parse(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
      Matcher matcher = FORM.matcher(plain);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      Instant at = Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS);
      UUID id = UUID.fromString(matcher.group(2));
      return Optional.of(new PageCursor(at, id, Integer.parseInt(matcher.group(3))));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The wire form. */
  public String text() {
    long micros = at.getEpochSecond() * MICROS + at.getNano() / 1_000;
    String plain = micros + "." + id + "." + number;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
  }
}
