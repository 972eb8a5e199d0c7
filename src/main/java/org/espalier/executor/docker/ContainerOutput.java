package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.Utf8Decoder;
import org.espalier.json.Excerpt;

/**
 * What a container puts out: shown while it comes, and its beginning kept. Used by one thread.
 *
 * <p>The engine sends both streams in one (Engine API, ContainerAttach): frames of a byte for the
 * stream, three of nothing, four for the length, and the piece.
 */
final class ContainerOutput {
  private static final int STDERR = 2;
  private static final int PIECE = 32 << 10;

  private final ProgressListener progress;
  private final int maxBytes;
  private final Utf8Decoder outDecoder = new Utf8Decoder();
  private final Utf8Decoder errDecoder = new Utf8Decoder();
  private final StringBuilder both = new StringBuilder();
  private final StringBuilder stdout = new StringBuilder();
  private final StringBuilder stderr = new StringBuilder();
  private long bytes;

  ContainerOutput(ProgressListener progress, int maxBytes) {
    this.progress = progress;
    this.maxBytes = maxBytes;
  }

  /** Reads until the engine ends the stream, which it does when the container has ended. */
  void readAll(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    byte[] piece = new byte[PIECE];
    try {
      while (true) {
        int kind = in.readUnsignedByte();
        in.skipNBytes(3);
        for (int left = in.readInt(); left > 0; ) {
          int length = Math.min(left, PIECE);
          in.readFully(piece, 0, length);
          accept(kind == STDERR, piece, length);
          left -= length;
        }
      }
    } catch (EOFException e) {
      return;
    }
  }

  private void accept(boolean isStderr, byte[] piece, int length) {
    String text = (isStderr ? errDecoder : outDecoder).decode(piece, 0, length);
    progress.output(isStderr ? "stderr" : "stdout", text);
    if (bytes < maxBytes) {
      int kept = Excerpt.withinUnits(text, (int) (maxBytes - bytes)).length();
      both.append(text, 0, kept);
      (isStderr ? stderr : stdout).append(text, 0, kept);
    }
    bytes += length;
  }

  /** Adds what was kept to a result. */
  void describe(ObjectNode result) {
    boolean truncated = bytes > maxBytes;
    String mark =
        truncated
            ? "\n[truncated: %d bytes were put out, the limit is %d]".formatted(bytes, maxBytes)
            : "";
    result.put("logs", both + mark);
    result.put("stdout", stdout.toString());
    result.put("stderr", stderr.toString());
    result.put("truncated", truncated);
  }
}
