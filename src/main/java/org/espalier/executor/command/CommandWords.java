package org.espalier.executor.command;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words as a POSIX shell does (XCU 2.2 Quoting), and nothing more. What a
 * shell would act on (pipes, redirections, variables, several commands) is refused, so that a
 * command that needs a shell does not quietly do something else. Patterns ({@code *}) and {@code ~}
 * are ordinary signs.
 */
final class CommandWords {
  private static final String OPERATORS = "|&;<>()`";
  private static final String ESCAPED_IN_QUOTES = "\"\\$`";

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private CommandWords(String text) {
    this.text = text;
  }

  /**
   * The words of a command.
   *
   * @throws IllegalArgumentException with the second half of a sentence that says why not
   */
  static List<String> split(String text) {
    CommandWords words = new CommandWords(text);
    while (words.at < text.length()) {
      words.step(words.next());
    }
    words.endWord();
    return words.words;
  }

  private void step(char c) {
    switch (c) {
      case ' ', '\t', '\r', '\n' -> endWord();
      case '\'' -> singleQuoted();
      case '"' -> doubleQuoted();
      case '\\' -> take(next());
      default -> take(plain(c));
    }
  }

  private void singleQuoted() {
    inWord = true;
    for (char c = next(); c != '\''; c = next()) {
      take(c);
    }
  }

  private void doubleQuoted() {
    inWord = true;
    for (char c = next(); c != '"'; c = next()) {
      boolean escapes = c == '\\' && ESCAPED_IN_QUOTES.indexOf(peek()) >= 0;
      take(escapes ? next() : c == '`' || c == '$' ? plain(c) : c);
    }
  }

  private char plain(char c) {
    boolean variable =
        c == '$' && (Character.isLetterOrDigit(peek()) || "_{(".indexOf(peek()) >= 0);
    if (variable || OPERATORS.indexOf(c) >= 0) {
      throw new IllegalArgumentException(
          "has %s, which needs a shell: quote it with '...' if it is meant as it stands, or give a list of arguments, or set inputs.shell to true"
              .formatted(c));
    }
    return c;
  }

  private void take(char c) {
    word.append(c);
    inWord = true;
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  /** The sign that follows; a blank at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : ' ';
  }

  private char next() {
    if (at >= text.length()) {
      throw new IllegalArgumentException("has a quote that is not closed, or ends in a backslash");
    }
    return text.charAt(at++);
  }
}
