package org.espalier.executor.scrape;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a site's robots.txt allows one crawler (RFC 9309). Immutable.
 *
 * @param rules of the groups for that crawler
 */
record RobotsRules(List<Rule> rules) {
  /** For a site without rules. */
  static final RobotsRules EVERYTHING = new RobotsRules(List.of());

  private static final int MAX_RULES = 5_000;

  /** Whether paths that match a pattern may be read; {@code *} is anything, {@code $} the end. */
  record Rule(boolean allows, String pattern) {}

  RobotsRules {
    rules = List.copyOf(rules);
  }

  /** The rules for a product: those of its own groups, or else those for everyone. */
  static RobotsRules parse(String text, String product) {
    List<Rule> own = new ArrayList<>();
    List<Rule> others = new ArrayList<>();
    boolean hasOwn = false;
    boolean isOwn = false;
    boolean isForAll = false;
    boolean inAgents = false;
    for (String line : text.lines().toList()) {
      String[] parts = line.replaceFirst("#.*", "").split(":", 2);
      String field = parts[0].strip().toLowerCase(Locale.ROOT);
      String value = parts.length < 2 ? "" : parts[1].strip();
      if (field.equals("user-agent")) {
        isOwn = inAgents && isOwn || isProduct(value, product);
        isForAll = inAgents && isForAll || value.equals("*");
        hasOwn |= isOwn;
        inAgents = true;
      } else if (field.equals("allow") || field.equals("disallow")) {
        inAgents = false;
        Rule rule = new Rule(field.equals("allow"), value);
        add(rule, isOwn, own);
        add(rule, isForAll, others);
      }
    }
    return new RobotsRules(hasOwn ? own : others);
  }

  private static boolean isProduct(String value, String product) {
    return value.split("[/\\s]", 2)[0].equalsIgnoreCase(product);
  }

  /** An empty pattern matches nothing. */
  private static void add(Rule rule, boolean isTheirs, List<Rule> into) {
    if (isTheirs && !rule.pattern.isEmpty() && into.size() < MAX_RULES) {
      into.add(rule);
    }
  }

  /**
   * Whether a path with its query may be read: the longest pattern decides, allow before disallow.
   */
  boolean allow(String pathAndQuery) {
    Rule decisive = null;
    for (Rule rule : rules) {
      boolean isStronger =
          decisive == null
              || rule.pattern.length() > decisive.pattern.length()
              || rule.pattern.length() == decisive.pattern.length() && rule.allows;
      if (isStronger && matches(rule.pattern, pathAndQuery)) {
        decisive = rule;
      }
    }
    return decisive == null || decisive.allows;
  }

  /** From left to right, each piece between stars at its first place: no backtracking. */
  private static boolean matches(String pattern, String path) {
    boolean toTheEnd = pattern.endsWith("$");
    String[] pieces =
        (toTheEnd ? pattern.substring(0, pattern.length() - 1) : pattern).split("\\*", -1);
    if (!path.startsWith(pieces[0])) {
      return false;
    }
    int at = pieces[0].length();
    for (int i = 1; i < pieces.length; i++) {
      boolean isLast = i == pieces.length - 1;
      int found =
          isLast && toTheEnd ? path.length() - pieces[i].length() : path.indexOf(pieces[i], at);
      if (found < at || !path.startsWith(pieces[i], found)) {
        return false;
      }
      at = found + pieces[i].length();
    }
    return !toTheEnd || at == path.length();
  }
}
