package org.espalier.executor.mail;

import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.ParseException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.BodyCharset;

/**
 * The {@code content_type} of an attachment.
 *
 * @param value with all its parameters, as a header has it
 * @param charset that it names
 */
record MediaType(String value, Optional<Charset> charset) {
  private static final String FIELD = "content_type";
  private static final Pattern TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,100}/[A-Za-z0-9!#$&^_.+-]{1,100}");
  private static final int MAX_LENGTH = 500;

  /**
   * Reads it.
   *
   * @throws InvalidInputException when it is none, or its charset is unknown
   */
  static MediaType read(Inputs inputs, String fallback) {
    String given = inputs.text(FIELD).orElse(fallback);
    try {
      ContentType type = new ContentType(given);
      boolean isSafe = !Lines.hasControl(given) && given.length() <= MAX_LENGTH;
      if (!isSafe || !TYPE.matcher(type.getBaseType()).matches()) {
        throw refused(inputs);
      }
      Optional<String> charset = Optional.ofNullable(type.getParameter("charset"));
      return new MediaType(type.toString(), charset.map(name -> charset(inputs, name)));
    } catch (ParseException e) {
      throw refused(inputs);
    }
  }

  private static InvalidInputException refused(Inputs inputs) {
    return new InvalidInputException(
        "%s.%s must be a media type such as text/csv or text/csv; charset=iso-8859-1."
            .formatted(inputs.where(), FIELD));
  }

  private static Charset charset(Inputs inputs, String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "%s.%s names a charset that is not known here.".formatted(inputs.where(), FIELD));
    }
  }

  /** With UTF-8 where it is a text that names no charset. */
  MediaType ofText() {
    return value.startsWith("text/") && charset.isEmpty()
        ? new MediaType(value + "; charset=utf-8", Optional.of(StandardCharsets.UTF_8))
        : this;
  }

  /**
   * A text in the charset.
   *
   * @throws InvalidInputException when the charset lacks one of its characters
   */
  byte[] encode(Inputs inputs, String text) {
    Charset wanted = charset.orElse(StandardCharsets.UTF_8);
    return BodyCharset.encode(text, wanted)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s.content has characters that %s, the charset of %s, does not have; use utf-8."
                        .formatted(inputs.where(), wanted.name(), FIELD)));
  }
}
