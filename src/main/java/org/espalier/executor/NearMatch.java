package org.espalier.executor;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word a misspelt one was probably meant to be. */
final class NearMatch {
  private static final int LONGEST_COMPARED = 100;

  private NearMatch() {}

  /** The known word with the fewest edits, if these are at most a third of its length. */
  static Optional<String> of(String word, Collection<String> known) {
    if (word.length() > LONGEST_COMPARED) {
      return Optional.empty();
    }
    return known.stream()
        .filter(
            candidate ->
                startsAlike(word, candidate)
                    || edits(plain(word), plain(candidate)) <= allowed(candidate))
        .min(Comparator.comparingInt(candidate -> edits(plain(word), plain(candidate))));
  }

  /** {@code maxBytes} and {@code max-bytes} are {@code max_bytes}. */
  private static String plain(String word) {
    return word.replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
  }

  private static boolean startsAlike(String word, String candidate) {
    return !word.isEmpty() && candidate.startsWith(word + "_");
  }

  private static int allowed(String candidate) {
    return Math.max(1, candidate.length() / 3);
  }

  /** Levenshtein's distance. */
  private static int edits(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(previous[j], row[j - 1]));
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
