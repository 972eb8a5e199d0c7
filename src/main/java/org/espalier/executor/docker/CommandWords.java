package org.espalier.executor.docker;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words as a shell would that knows only blanks, quotes and the backslash: no
 * variables, no patterns, no pipes, so nothing in a text can start another command.
 */
final class CommandWords {
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
   * @throws IllegalArgumentException when a quote is not closed, or a backslash is the last sign
   */
  static List<String> split(String text) {
    CommandWords words = new CommandWords(text);
    while (words.at < text.length()) {
      words.step(text.charAt(words.at++));
    }
    words.endWord();
    return words.words;
  }

  private void step(char c) {
    switch (c) {
      case ' ', '\t', '\n', '\r' -> endWord();
      case '\'' -> take(until('\'', false));
      case '"' -> take(until('"', true));
      case '\\' -> take(String.valueOf(next()));
      default -> take(String.valueOf(c));
    }
  }

  private void take(String part) {
    word.append(part);
    inWord = true;
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  private String until(char quote, boolean escapes) {
    StringBuilder quoted = new StringBuilder();
    for (char c = next(); c != quote; c = next()) {
      boolean escaped =
          escapes && c == '\\' && at < text.length() && "\"\\".indexOf(text.charAt(at)) >= 0;
      quoted.append(escaped ? next() : c);
    }
    return quoted.toString();
  }

  private char next() {
    if (at >= text.length()) {
      throw new IllegalArgumentException("a quote is not closed, or a backslash ends it");
    }
    return text.charAt(at++);
  }
}
