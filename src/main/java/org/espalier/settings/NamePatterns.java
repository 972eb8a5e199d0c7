package org.espalier.settings;

import java.util.List;

/**
 * A list of what may be named: exact names, and beginnings that end in {@code *}. Immutable.
 *
 * @param patterns {@code java:global/shop/Orders}, {@code nightly-*}, {@code *}
 */
public record NamePatterns(List<String> patterns) {
  public NamePatterns {
    patterns = List.copyOf(patterns);
  }

  /** Whether nothing may be named. */
  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  /** Whether this name is one of those. */
  public boolean allows(String name) {
    return patterns.stream().anyMatch(pattern -> fits(pattern, name));
  }

  private static boolean fits(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }
}
