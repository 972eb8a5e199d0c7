package org.espalier.executor.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.executor.InvalidInputException;

/** The charset a Content-Type names. */
public final class BodyCharset {
  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*[\"']?([A-Za-z0-9._:+-]+)", Pattern.CASE_INSENSITIVE);

  private BodyCharset() {}

  /** The charset; empty when none is named, or one this JVM does not know. */
  public static Optional<Charset> find(String contentType) {
    return named(contentType).filter(BodyCharset::isKnown).map(Charset::forName);
  }

  private static Optional<String> named(String contentType) {
    Matcher matcher = CHARSET.matcher(contentType);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static boolean isKnown(String name) {
    try {
      return Charset.isSupported(name);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The charset a body is to be sent in; UTF-8 when none is named.
   *
   * @param where the place of the Content-Type, for the message
   */
  public static Charset require(String where, String contentType) {
    return named(contentType)
        .map(
            name ->
                find(contentType)
                    .filter(Charset::canEncode)
                    .orElseThrow(
                        () ->
                            new InvalidInputException(
                                "%s names the charset %s, which is not known here: utf-8 is."
                                    .formatted(where, name))))
        .orElse(StandardCharsets.UTF_8);
  }

  /**
   * The bytes of a text.
   *
   * @param where the place of the text, for the message
   * @throws InvalidInputException when the charset lacks one of its characters
   */
  public static byte[] encode(String where, String text, Charset charset) {
    return encode(text, charset)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s has characters that %s, named by the Content-Type, does not have; use utf-8."
                        .formatted(where, charset.name())));
  }

  /** The bytes of a text; empty when the charset lacks one of its characters. */
  public static Optional<byte[]> encode(String text, Charset charset) {
    try {
      ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return Optional.of(exact);
    } catch (CharacterCodingException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
