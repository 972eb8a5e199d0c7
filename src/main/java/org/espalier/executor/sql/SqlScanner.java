package org.espalier.executor.sql;

/**
 * Finds where the parts of a statement end in which a question mark or a colon means nothing:
 * literals, quoted names, comments. Reads what PostgreSQL and H2 have in common. Immutable.
 */
record SqlScanner(String sql) {
  /** Whether such a part begins here. */
  boolean isOpaque(int at) {
    char c = sql.charAt(at);
    return c == '\'' || c == '"' || isComment(at) || c == '$' && dollarTag(at) > 0;
  }

  boolean isComment(int at) {
    return sql.startsWith("--", at) || sql.startsWith("/*", at);
  }

  /** Whether a text literal begins here. */
  boolean isLiteral(int at) {
    return sql.charAt(at) == '\'' || sql.charAt(at) == '$';
  }

  /** The position after the opaque part that begins here. */
  int endOf(int at) {
    if (sql.startsWith("--", at)) {
      int line = sql.indexOf('\n', at);
      return line < 0 ? sql.length() : line + 1;
    }
    if (sql.startsWith("/*", at)) {
      return endOfBlock(at);
    }
    char quote = sql.charAt(at);
    return quote == '$' ? endOfDollar(at) : endOfQuoted(at, quote);
  }

  /** Block comments nest, as the standard has it. */
  private int endOfBlock(int at) {
    int depth = 0;
    for (int i = at; i < sql.length() - 1; i++) {
      if (sql.startsWith("/*", i)) {
        depth++;
        i++;
      } else if (sql.startsWith("*/", i)) {
        depth--;
        i++;
        if (depth == 0) {
          return i + 1;
        }
      }
    }
    return sql.length();
  }

  /** A doubled quote does not end it; in PostgreSQL's {@code E'...'} neither does a backslash. */
  private int endOfQuoted(int at, char quote) {
    boolean escapes = quote == '\'' && hasEscapePrefix(at);
    for (int i = at + 1; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (escapes && c == '\\') {
        i++;
      } else if (c == quote) {
        if (i + 1 >= sql.length() || sql.charAt(i + 1) != quote) {
          return i + 1;
        }
        i++;
      }
    }
    return sql.length();
  }

  private boolean hasEscapePrefix(int at) {
    boolean isE = at > 0 && (sql.charAt(at - 1) == 'E' || sql.charAt(at - 1) == 'e');
    return isE && (at == 1 || !isNamePart(sql.charAt(at - 2)));
  }

  private int endOfDollar(int at) {
    String tag = sql.substring(at, at + dollarTag(at));
    int end = sql.indexOf(tag, at + tag.length());
    return end < 0 ? sql.length() : end + tag.length();
  }

  /** The length of {@code $tag$} here; 0 when there is none. */
  private int dollarTag(int at) {
    if (at > 0 && isNamePart(sql.charAt(at - 1))) {
      return 0;
    }
    int i = at + 1;
    while (i < sql.length() && isNamePart(sql.charAt(i)) && sql.charAt(i) != '$') {
      i++;
    }
    boolean isTag = i < sql.length() && sql.charAt(i) == '$';
    return isTag && !(i > at + 1 && Character.isDigit(sql.charAt(at + 1))) ? i + 1 - at : 0;
  }

  /** The position after the name that begins here. */
  int endOfName(int at) {
    int end = at;
    while (end < sql.length() && isNamePart(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_';
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }
}
