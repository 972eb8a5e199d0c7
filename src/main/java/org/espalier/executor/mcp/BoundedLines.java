package org.espalier.executor.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads lines of UTF-8 that are not longer than allowed. Confined to one thread. */
final class BoundedLines {
  private final InputStream in;
  private final int maxBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  BoundedLines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * Hands on each line without its end, until the stream ends.
   *
   * @throws ServerFaultException for a line that is too long
   */
  void forEach(Consumer<String> taker) throws IOException {
    byte[] buffer = new byte[8_192];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      int start = 0;
      for (int i = 0; i < read; i++) {
        if (buffer[i] == '\n') {
          keep(buffer, start, i - start);
          take(taker);
          start = i + 1;
        }
      }
      keep(buffer, start, read - start);
    }
    take(taker);
  }

  private void keep(byte[] buffer, int start, int length) throws ServerFaultException {
    if (line.size() + (long) length > maxBytes) {
      throw ServerFaultException.tooLarge(maxBytes);
    }
    line.write(buffer, start, length);
  }

  private void take(Consumer<String> taker) {
    String text = line.toString(StandardCharsets.UTF_8).strip();
    line.reset();
    if (!text.isEmpty()) {
      taker.accept(text);
    }
  }
}
