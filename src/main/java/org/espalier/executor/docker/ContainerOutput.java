package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.espalier.executor.OutputCapture;
import org.espalier.executor.ProgressListener;

/**
 * What a container puts out: shown while it comes, and its beginning and end kept. Used by one
 * thread.
 *
 * <p>The engine sends both streams in one (Engine API, ContainerAttach): frames of a byte for the
 * stream, three of nothing, four for the length, and the piece.
 */
final class ContainerOutput {
  private static final int STDERR = 2;
  private static final int PIECE = 32 << 10;

  private final ProgressListener progress;
  private final OutputCapture both;
  private final OutputCapture stdout;
  private final OutputCapture stderr;

  /**
   * Takes the output of one container.
   *
   * @param maxChars how much is kept of each stream, and of both as they came
   */
  ContainerOutput(ProgressListener progress, int maxChars) {
    this.progress = progress;
    both = new OutputCapture("logs", maxChars, (done, message) -> {});
    stdout = new OutputCapture("stdout", maxChars, new Shown());
    stderr = new OutputCapture("stderr", maxChars, new Shown());
  }

  /**
   * Reads until the engine ends the stream, which it does when the container has ended.
   *
   * @throws EOFException when it ends within a frame: then the connection was cut
   */
  void readAll(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    byte[] piece = new byte[PIECE];
    for (int kind = in.read(); kind >= 0; kind = in.read()) {
      in.skipNBytes(3);
      OutputCapture capture = kind == STDERR ? stderr : stdout;
      for (int left = in.readInt(); left > 0; ) {
        int length = Math.min(left, PIECE);
        in.readFully(piece, 0, length);
        capture.write(piece, 0, length);
        left -= length;
      }
    }
    stdout.close();
    stderr.close();
  }

  OutputCapture stdout() {
    return stdout;
  }

  OutputCapture stderr() {
    return stderr;
  }

  /** What it says at last on stderr; empty when it said nothing there. */
  String lastWord() {
    return stderr.lastLine();
  }

  /**
   * Adds what was kept to a result.
   *
   * @param trim whether white space around each is taken away
   */
  void describe(ObjectNode result, boolean trim) {
    both.describe(result, trim);
    stdout.describe(result, trim);
    stderr.describe(result, trim);
    result.remove("logs_truncated");
    result.put("truncated", both.isTruncated());
  }

  /** Passes a piece on, after its place among those of the other stream is kept. */
  private final class Shown implements ProgressListener {
    @Override
    public void progress(double done, String message) {
      progress.progress(done, message);
    }

    @Override
    public void output(String stream, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      both.write(bytes, 0, bytes.length);
      progress.output(stream, text);
    }
  }
}
