package org.espalier.bench;

import org.espalier.it.EspalierServer;

/**
 * The lines that every request has: where it goes, and the key it comes with. With {@code
 * BENCH_AUTH=none} in the environment callers need none, to measure what one costs.
 */
final class Headers {
  private static final boolean HAS_KEY =
      !"none".equals(System.getenv().getOrDefault("BENCH_AUTH", "keys"));
  private static final String KEY = "bench-0123456789-0123456789-0123456789";

  /** They end with the end of a line. */
  static final String OF_ALL =
      "Host: localhost\r\n" + (HAS_KEY ? "Authorization: Bearer " + KEY + "\r\n" : "");

  private Headers() {}

  /** A server that takes them. */
  static EspalierServer server() {
    return HAS_KEY
        ? EspalierServer.withKeys().with("ESPALIER_AUTH_ADMIN_KEY", KEY)
        : new EspalierServer();
  }
}
