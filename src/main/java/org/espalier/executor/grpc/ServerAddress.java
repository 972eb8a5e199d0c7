package org.espalier.executor.grpc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.executor.InvalidInputException;

/**
 * A server as a task names it.
 *
 * @param host a name or an address, IPv6 without brackets
 */
record ServerAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+):(?<port>[0-9]{1,5})");

  static ServerAddress parse(String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (!parts.matches() || Integer.parseInt(parts.group("port")) > 65_535) {
      throw new InvalidInputException(
          "inputs.server must be host:port, as api.example.com:443 or [2001:db8::1]:443.");
    }
    String host = parts.group("host");
    return new ServerAddress(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(parts.group("port")));
  }

  /** What the {@code :authority} of a call says. */
  String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
