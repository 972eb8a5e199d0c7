package org.espalier.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;

/**
 * Which pages of other origins may call the HTTP API ({@code espalier.cors.*}).
 *
 * @param origins exactly as browsers send them, such as {@code http://localhost:3000}; empty for
 *     none, which is the default
 * @param allowCredentials whether they may send cookies and the like along
 * @param maxAge how long a browser may remember the answer to a preflight
 */
public record CorsSettings(List<String> origins, boolean allowCredentials, Duration maxAge) {
  public CorsSettings {
    origins = List.copyOf(origins);
  }

  static CorsSettings read(SettingsReader reader) {
    String p = "espalier.cors.";
    List<String> origins = reader.list(p + "origins");
    for (String origin : origins) {
      if (!isOrigin(origin)) {
        throw new InvalidSettingException(
            p + "origins", "origins such as http://localhost:3000, separated by commas", origin);
      }
    }
    return new CorsSettings(
        origins,
        reader.flag(p + "allow-credentials", true),
        reader.duration(p + "max-age", Duration.ofMinutes(10), Duration.ZERO, Duration.ofDays(1)));
  }

  /** Scheme, host and perhaps port, and nothing else; no wildcard. */
  private static boolean isOrigin(String text) {
    try {
      URI uri = new URI(text);
      boolean hasHost = uri.getScheme() != null && uri.getHost() != null;
      return hasHost && text.equals(uri.getScheme() + "://" + uri.getRawAuthority());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Whether there is anybody to allow. */
  public boolean isOn() {
    return !origins.isEmpty();
  }
}
