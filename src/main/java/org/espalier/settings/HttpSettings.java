package org.espalier.settings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How this node is reached over HTTP, and how much of it at the same time ({@code
 * espalier.http.*}).
 *
 * @param hosts names and addresses it serves besides its own, in lower case and without port
 * @param bodyTimeout how long a body may take to come in
 * @param bodyGrace how long a body may take before {@code bodyBytesPerSecond} is asked of it
 * @param bodyBytesPerSecond how much of a body must come in, on average
 * @param maxBodyValues how many JSON values a body may have
 * @param bodiesBytes how much memory all bodies that are being read or served may take together
 * @param maxRequests how many requests are served at the same time; fewer than the server has
 *     threads
 * @param patience how long a request may wait for others
 */
public record HttpSettings(
    List<String> hosts,
    Duration bodyTimeout,
    Duration bodyGrace,
    int bodyBytesPerSecond,
    int maxBodyValues,
    long bodiesBytes,
    int maxRequests,
    Duration patience) {
  private static final String P = "espalier.http.";
  private static final String HOST = "[a-z0-9._-]{1,255}|[0-9a-f:.]{2,60}";

  public HttpSettings {
    hosts = List.copyOf(hosts);
  }

  static HttpSettings read(SettingsReader reader) {
    return new HttpSettings(
        hosts(reader),
        reader.duration(
            P + "body-timeout", Duration.ofMinutes(2), Duration.ofSeconds(1), Duration.ofHours(1)),
        reader.duration(
            P + "body-grace", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofHours(1)),
        reader.integer(P + "body-bytes-per-second", 1_024, 1, 1 << 30),
        reader.integer(P + "max-body-values", 2_000_000, 100, 1_000_000_000),
        reader.number(P + "bodies-bytes", aThirdOfTheHeap(), 1 << 20, 1L << 40),
        reader.integer(P + "max-requests", 128, 1, 10_000),
        reader.duration(
            P + "patience",
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofMinutes(10)));
  }

  private static List<String> hosts(SettingsReader reader) {
    List<String> hosts =
        reader.list(P + "hosts").stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    for (String host : hosts) {
      if (!host.matches(HOST)) {
        throw new InvalidSettingException(
            P + "hosts", "names or addresses without port, such as espalier.example.com", host);
      }
    }
    return hosts;
  }

  private static long aThirdOfTheHeap() {
    return Math.max(1 << 20, Math.min(1L << 40, Runtime.getRuntime().maxMemory() / 3));
  }
}
