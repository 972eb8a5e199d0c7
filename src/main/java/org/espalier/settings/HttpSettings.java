package org.espalier.settings;

import java.util.List;
import java.util.Locale;

/**
 * How this node is reached over HTTP ({@code espalier.http.*}).
 *
 * @param hosts names and addresses it serves besides its own, in lower case and without port
 */
public record HttpSettings(List<String> hosts) {
  private static final String HOST = "[a-z0-9._-]{1,255}|[0-9a-f:.]{2,60}";

  public HttpSettings {
    hosts = List.copyOf(hosts);
  }

  static HttpSettings read(SettingsReader reader) {
    String key = "espalier.http.hosts";
    List<String> hosts =
        reader.list(key).stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    for (String host : hosts) {
      if (!host.matches(HOST)) {
        throw new InvalidSettingException(
            key, "names or addresses without port, such as espalier.example.com", host);
      }
    }
    return new HttpSettings(hosts);
  }
}
