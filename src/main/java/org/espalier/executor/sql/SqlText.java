package org.espalier.executor.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.executor.InvalidInputException;

/**
 * One statement as JDBC takes it.
 *
 * @param jdbc the text, every parameter a question mark
 * @param names of the parameters in their order; empty when they are question marks already
 * @param parameters how many there are
 * @param verb the first word, in lower case
 * @param literals the texts written into the statement, which no message repeats
 */
record SqlText(
    String jdbc, List<String> names, int parameters, String verb, List<String> literals) {
  SqlText {
    names = List.copyOf(names);
    literals = List.copyOf(literals);
  }

  /**
   * Reads a statement with {@code ?} or {@code :name} parameters.
   *
   * @param field what it is, for the message
   * @throws InvalidInputException when it is empty, is several statements, or mixes the two
   */
  static SqlText parse(String field, String sql) {
    return new Reading(field, sql).read();
  }

  /** One pass over the text. */
  private static final class Reading {
    private final String field;
    private final String sql;
    private final SqlScanner scanner;
    private final StringBuilder jdbc = new StringBuilder();
    private final List<String> names = new ArrayList<>();
    private final List<String> literals = new ArrayList<>();
    private String verb = "";
    private int marks;
    private boolean ended;

    Reading(String field, String sql) {
      this.field = field;
      this.sql = sql;
      this.scanner = new SqlScanner(sql);
    }

    SqlText read() {
      int at = 0;
      while (at < sql.length()) {
        at = step(at);
      }
      if (verb.isEmpty()) {
        throw new InvalidInputException(field + " must be an SQL statement.");
      }
      if (marks > 0 && !names.isEmpty()) {
        throw new InvalidInputException(
            field
                + " must have either ? or :name parameters, not both; write ?? for an operator with a question mark.");
      }
      return new SqlText(jdbc.toString(), names, Math.max(marks, names.size()), verb, literals);
    }

    private int step(int at) {
      char c = sql.charAt(at);
      if (scanner.isOpaque(at)) {
        return opaque(at);
      }
      if (c == ';') {
        ended = true;
        return at + 1;
      }
      if (Character.isWhitespace(c)) {
        return copy(at, at + 1);
      }
      refuseSecondStatement();
      if (SqlScanner.isNameStart(c)) {
        return word(at);
      }
      return c == ':' || c == '?' ? mark(at, c) : copy(at, at + 1);
    }

    private int opaque(int at) {
      int end = scanner.endOf(at);
      if (scanner.isComment(at)) {
        jdbc.append(' ');
        return end;
      }
      refuseSecondStatement();
      if (scanner.isLiteral(at)) {
        literals.add(sql.substring(at + 1, Math.max(at + 1, end - 1)));
      }
      return copy(at, end);
    }

    private int word(int at) {
      int end = scanner.endOfName(at);
      if (verb.isEmpty()) {
        verb = sql.substring(at, end).toLowerCase(Locale.ROOT);
      }
      return copy(at, end);
    }

    /** {@code ?}, {@code ??}, {@code :name}, {@code ::} or {@code :=}. */
    private int mark(int at, char c) {
      char next = at + 1 < sql.length() ? sql.charAt(at + 1) : ' ';
      if (next == c) {
        return copy(at, at + 2);
      }
      if (c == ':' && !SqlScanner.isNameStart(next)) {
        return copy(at, at + 1);
      }
      jdbc.append('?');
      if (c == '?') {
        marks++;
        return at + 1;
      }
      int end = scanner.endOfName(at + 1);
      names.add(sql.substring(at + 1, end));
      return end;
    }

    private int copy(int from, int to) {
      jdbc.append(sql, from, to);
      return to;
    }

    private void refuseSecondStatement() {
      if (ended) {
        throw new InvalidInputException(
            field + " must be one statement; give several as inputs.statements.");
      }
    }
  }
}
