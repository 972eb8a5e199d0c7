package org.espalier.executor.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Undoes the content codings gzip and deflate while reading, so that the reader's size limit also
 * stops a small body that unpacks to a huge one. A body with an unknown coding is left as it is.
 *
 * @param codings in the order they were applied
 */
record ContentDecoding(List<String> codings) {
  private static final int MAX_CODINGS = 3;

  static ContentDecoding of(String header) {
    List<String> codings = new ArrayList<>();
    for (String coding : header.toLowerCase(Locale.ROOT).split(",")) {
      switch (coding.strip()) {
        case "", "identity" -> {}
        case "gzip", "x-gzip", "deflate" -> codings.add(coding.strip());
        default -> {
          return new ContentDecoding(List.of());
        }
      }
    }
    return new ContentDecoding(codings.size() > MAX_CODINGS ? List.of() : codings);
  }

  InputStream decode(InputStream content) throws IOException {
    List<String> lastFirst = new ArrayList<>(codings);
    Collections.reverse(lastFirst);
    InputStream decoded = content;
    for (String coding : lastFirst) {
      BufferedInputStream packed = new BufferedInputStream(decoded);
      decoded = isEmpty(packed) ? packed : decode(packed, coding);
    }
    return decoded;
  }

  private static boolean isEmpty(BufferedInputStream in) throws IOException {
    in.mark(1);
    int first = in.read();
    in.reset();
    return first < 0;
  }

  private static InputStream decode(BufferedInputStream in, String coding) throws IOException {
    return coding.equals("deflate") ? new RawOrZlib(in, isZlib(in)) : new GZIPInputStream(in);
  }

  /** RFC 9110 means zlib by deflate, some servers send raw deflate; RFC 1950 tells them apart. */
  private static boolean isZlib(BufferedInputStream in) throws IOException {
    in.mark(2);
    int first = in.read();
    int second = in.read();
    in.reset();
    return (first & 0x0f) == 8 && second >= 0 && ((first << 8) | second) % 31 == 0;
  }

  /** Frees the inflater it made, which the library's stream does only for its own. */
  private static final class RawOrZlib extends InflaterInputStream {
    RawOrZlib(InputStream in, boolean zlib) {
      super(in, new Inflater(!zlib));
    }

    @Override
    public void close() throws IOException {
      super.close();
      inf.end();
    }
  }
}
