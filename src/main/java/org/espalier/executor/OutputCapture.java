package org.espalier.executor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.espalier.json.Excerpt;

/**
 * Takes one output stream of a running work (a program's stdout, a container's log), shows it while
 * it comes, and keeps it up to a cap: the beginning and the end, with a note of how much is missing
 * between. Bytes are read as UTF-8; a character may come in two pieces, and what is no UTF-8
 * becomes U+FFFD.
 *
 * <p>It is written to by one thread, as an {@link OutputStream} or by {@link #readAll}; the text
 * may be asked for by any thread at any time. It never blocks and cannot fail. Closing it ends a
 * character that is incomplete, and may be done twice.
 */
public final class OutputCapture extends OutputStream {
  private static final int BUFFER_BYTES = 8_192;
  private static final int LONGEST_LINE = 300;

  private final String stream;
  private final ProgressListener progress;
  private final Utf8Decoder decoder = new Utf8Decoder();
  private final HeadAndTail kept;

  /**
   * Captures one stream.
   *
   * @param stream what watchers see it called: {@code stdout}, {@code stderr}
   * @param maxChars how much is kept, in UTF-16 units
   * @param progress where it is shown while it comes
   */
  public OutputCapture(String stream, int maxChars, ProgressListener progress) {
    this.stream = stream;
    this.progress = progress;
    this.kept = new HeadAndTail(maxChars);
  }

  @Override
  public void write(int oneByte) {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    synchronized (kept) {
      take(decoder.decode(bytes, offset, length));
    }
  }

  @Override
  public void close() {
    synchronized (kept) {
      take(decoder.end());
    }
  }

  private void take(String text) {
    if (!text.isEmpty()) {
      kept.append(text);
      progress.output(stream, text);
    }
  }

  /** Takes everything there is to read until the end, and closes the capture. */
  public void readAll(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (this) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        write(buffer, 0, n);
      }
    }
  }

  /** What it is called. */
  String stream() {
    return stream;
  }

  /** What was kept so far; where something is missing a note says how much. */
  public String text() {
    synchronized (kept) {
      return kept.text();
    }
  }

  /**
   * Adds what was kept to a result, under the stream's name, and a field that says so if something
   * is missing.
   *
   * @param trim whether white space around it is taken away
   */
  public void describe(ObjectNode result, boolean trim) {
    synchronized (kept) {
      result.put(stream, trim ? text().strip() : text());
      if (isTruncated()) {
        result.put(stream + "_truncated", true);
      }
    }
  }

  /** The last line that says something, shortened; a program says there why it gave up. */
  public String lastLine() {
    String all = text().strip();
    String line = all.substring(all.lastIndexOf('\n') + 1).strip();
    return Excerpt.withinUnits(line, LONGEST_LINE);
  }

  /** Whether something is missing. */
  public boolean isTruncated() {
    synchronized (kept) {
      return kept.isTruncated();
    }
  }
}
