package org.espalier.executor.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Texts in header fields, which are ASCII. Written here and not by Jakarta Mail where it does what
 * readers do not understand: it leaves a text as it is that only looks encoded, and it cuts encoded
 * words into the pieces of a long parameter.
 */
final class HeaderText {
  /** Of one word, so that its line has at most 78 characters (RFC 2047, 2) after {@code name="}. */
  private static final int BYTES_OF_WORD = 42;

  /** Of a parameter's piece, so that its line has at most 78 characters (RFC 5322, 2.1.1). */
  private static final int CHARS_OF_PIECE = 54;

  private static final String FOLD = "\r\n ";

  /** What a parameter's value may hold unquoted in the form of RFC 2231. */
  private static final String PLAIN_IN_PARAMETER = "!#$&+-.^_`|~";

  private HeaderText() {}

  /** Whether a text would arrive as another one if it were put into a header as it is. */
  static boolean needsEncoding(String text) {
    return text.contains("=?") || !StandardCharsets.US_ASCII.newEncoder().canEncode(text);
  }

  /**
   * Encoded words (RFC 2047), a character never in two.
   *
   * @param between what separates them: white space, which a reader takes away
   */
  static String encodedWords(String text, String between) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int at = 0; at < text.length(); ) {
      String character = Character.toString(text.codePointAt(at));
      if (utf8(word + character).length > BYTES_OF_WORD) {
        words.add(encodedWord(word.toString()));
        word.setLength(0);
      }
      word.append(character);
      at += character.length();
    }
    words.add(encodedWord(word.toString()));
    return String.join(between, words);
  }

  private static String encodedWord(String text) {
    return "=?utf-8?B?" + Base64.getEncoder().encodeToString(utf8(text)) + "?=";
  }

  /**
   * A file's name as the parameter {@code filename} of a disposition: quoted where that is enough,
   * else encoded, and in numbered pieces when it is long (RFC 2231), a character never in two.
   */
  static String fileName(String name) {
    if (!needsEncoding(name)) {
      return ";" + FOLD + "filename=\"" + name + "\"";
    }
    List<String> pieces = pieces(name);
    StringBuilder parameter = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      String number = pieces.size() == 1 ? "" : "*" + i;
      parameter.append(";").append(FOLD).append("filename").append(number).append("*=");
      parameter.append(i == 0 ? "utf-8''" : "").append(pieces.get(i));
    }
    return parameter.toString();
  }

  private static List<String> pieces(String name) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    for (int at = 0; at < name.length(); ) {
      String character = Character.toString(name.codePointAt(at));
      String encoded = percentEncoded(character);
      if (piece.length() + encoded.length() > CHARS_OF_PIECE) {
        pieces.add(piece.toString());
        piece.setLength(0);
      }
      piece.append(encoded);
      at += character.length();
    }
    pieces.add(piece.toString());
    return pieces;
  }

  private static String percentEncoded(String character) {
    char first = character.charAt(0);
    boolean isAlphanumeric = first < 128 && Character.isLetterOrDigit(first);
    if (isAlphanumeric || PLAIN_IN_PARAMETER.indexOf(first) >= 0) {
      return character;
    }
    StringBuilder encoded = new StringBuilder();
    for (byte one : utf8(character)) {
      encoded.append("%%%02X".formatted(one & 0xff));
    }
    return encoded.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
