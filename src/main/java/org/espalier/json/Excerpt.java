package org.espalier.json;

/**
 * The beginning of a text that is too long for where it goes: a message, a column, an event. Counts
 * code points, and cuts neither between the halves of a surrogate pair nor inside what is seen as
 * one character: an emoji with its modifiers, a letter with its accents, a flag. Stateless.
 */
public final class Excerpt {
  private static final String MORE = "...";
  private static final int JOINER = 0x200D;

  /** No character that means something is longer; what is longer is cut where it happens to be. */
  private static final int LONGEST_CHARACTER = 32;

  private Excerpt() {}

  /** The text itself, or its beginning and three dots when it has more than so many characters. */
  public static String of(String text, int maxCodePoints) {
    return of(text, maxCodePoints, MORE);
  }

  /**
   * The text itself, or its beginning and what says that there is more.
   *
   * @param maxCodePoints how long the beginning may be, without the mark behind it
   */
  public static String of(String text, int maxCodePoints, String more) {
    int end = endOf(text, maxCodePoints);
    return end == text.length() ? text : text.substring(0, end) + more;
  }

  /** The text itself or its beginning, for a place that takes so many code points and no more. */
  public static String within(String text, int maxCodePoints) {
    return text.substring(0, endOf(text, maxCodePoints));
  }

  /** The same, for a place whose size is counted in UTF-16 units. */
  public static String withinUnits(String text, int maxUnits) {
    return text.length() <= maxUnits ? text : text.substring(0, boundaryAt(text, maxUnits));
  }

  /** Whether a text has more than so many code points. */
  public static boolean isLonger(String text, int maxCodePoints) {
    return endAfter(text, maxCodePoints) < text.length();
  }

  private static int endOf(String text, int maxCodePoints) {
    int end = endAfter(text, maxCodePoints);
    return end == text.length() ? end : boundaryAt(text, end);
  }

  /** Behind the code point of that number, or behind the last. */
  private static int endAfter(String text, int codePoints) {
    if (text.length() <= codePoints) {
      return text.length();
    }
    int end = 0;
    for (int left = codePoints; left > 0 && end < text.length(); left--) {
      end += Character.charCount(text.codePointAt(end));
    }
    return end;
  }

  /** The last place at or before this one where a character begins. */
  private static int boundaryAt(String text, int end) {
    boolean isInPair =
        end > 0
            && end < text.length()
            && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end));
    int whole = isInPair ? end - 1 : end;
    int at = whole;
    for (int steps = 0; at > 0 && at < text.length() && isInside(text, at); steps++) {
      if (steps == LONGEST_CHARACTER) {
        return whole;
      }
      at -= Character.charCount(text.codePointBefore(at));
    }
    return at;
  }

  private static boolean isInside(String text, int at) {
    int before = text.codePointBefore(at);
    int behind = text.codePointAt(at);
    return before == JOINER
        || behind == JOINER
        || isExtender(behind)
        || isFlagPart(before) && isFlagPart(behind) && isSecondOfFlag(text, at);
  }

  /** Unicode Standard Annex 29: accents, variation selectors, skin tones, tags. */
  private static boolean isExtender(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          true;
      default ->
          codePoint >= 0x1F3FB && codePoint <= 0x1F3FF
              || codePoint >= 0xE0020 && codePoint <= 0xE007F;
    };
  }

  /** A regional indicator; two of them are the flag of a country. */
  private static boolean isFlagPart(int codePoint) {
    return codePoint >= 0x1F1E6 && codePoint <= 0x1F1FF;
  }

  private static boolean isSecondOfFlag(String text, int at) {
    int parts = 0;
    for (int i = at; i > 0 && isFlagPart(text.codePointBefore(i)); ) {
      i -= Character.charCount(text.codePointBefore(i));
      parts++;
    }
    return parts % 2 == 1;
  }
}
