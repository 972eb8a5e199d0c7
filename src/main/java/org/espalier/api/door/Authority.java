package org.espalier.api.door;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host and port, as a {@code Host} header and an origin have them (RFC 9110, section 7.2).
 *
 * @param host in lower case, an IPv6 address without its brackets
 */
record Authority(String host, OptionalInt port) {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\[(?<address>[0-9A-Fa-f:.]{2,60})]|(?<name>[A-Za-z0-9._-]{1,255}?)\\.?)(:(?<port>\\d{0,5}))?");

  /** The authority a text is; empty when it is none. */
  static Optional<Authority> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String host =
        Optional.ofNullable(matcher.group("address")).orElseGet(() -> matcher.group("name"));
    String port = Optional.ofNullable(matcher.group("port")).orElse("");
    return Optional.of(
        new Authority(
            host.toLowerCase(Locale.ROOT),
            port.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port))));
  }

  /** Whether both are the same place for a scheme whose port may be left out. */
  boolean isSameAs(Authority other, int defaultPort) {
    return host.equals(other.host) && port.orElse(defaultPort) == other.port.orElse(defaultPort);
  }
}
