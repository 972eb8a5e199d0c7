package org.espalier.executor.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of a stream of events, as long as each event keeps below a limit. Not thread-safe. */
final class LineReader {
  private final BufferedReader in;
  private final int maxChars;
  private int charsOfEvent;

  LineReader(InputStream body, int maxChars) {
    this.in = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    this.maxChars = maxChars;
  }

  /**
   * The next line, without its end; empty at the end of the stream. A last line without an end is
   * dropped: it may be half of one.
   *
   * @throws EventTooLargeException when the event it belongs to is too large
   */
  Optional<String> next() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read >= 0; read = in.read()) {
      if (read == '\n') {
        return Optional.of(ended(line));
      }
      if (charsOfEvent + line.length() >= maxChars) {
        throw new EventTooLargeException();
      }
      line.append((char) read);
    }
    return Optional.empty();
  }

  private String ended(StringBuilder line) {
    if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
      line.setLength(line.length() - 1);
    }
    boolean isComment = line.length() > 0 && line.charAt(0) == ':';
    charsOfEvent = line.length() == 0 ? 0 : charsOfEvent + (isComment ? 0 : line.length());
    return line.toString();
  }

  /** An event is larger than the limit. */
  static final class EventTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
