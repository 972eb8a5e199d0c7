package org.espalier.executor.egress;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.settings.InvalidSettingException;

/**
 * One entry of the allow-list.
 *
 * @param hosts what it opens
 * @param port the only open port; empty for all
 */
record EgressRule(Hosts hosts, Optional<Integer> port) {
  private static final Pattern ENTRY =
      Pattern.compile(
          "(?:\\[(?<bracketed>[^\\]]+)\\]|(?<plain>[^\\[\\]]+?))(?::(?<port>[0-9]{1,5}))?");
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

  /** What a rule opens, the port apart. */
  @FunctionalInterface
  interface Hosts {
    boolean include(String name, InetAddress address);
  }

  static EgressRule parse(String entry) {
    Optional<AddressBlock> bareIpv6 =
        entry.indexOf(':') == entry.lastIndexOf(':') ? Optional.empty() : AddressBlock.parse(entry);
    if (bareIpv6.isPresent()) {
      return new EgressRule((name, address) -> bareIpv6.get().contains(address), Optional.empty());
    }
    Matcher parts = ENTRY.matcher(entry);
    if (!parts.matches()) {
      throw invalid(entry);
    }
    Optional<Integer> port = Optional.ofNullable(parts.group("port")).map(Integer::valueOf);
    if (port.filter(number -> number < 1 || number > 65_535).isPresent()) {
      throw invalid(entry);
    }
    String bracketed = parts.group("bracketed");
    return new EgressRule(
        bracketed != null ? block(bracketed, entry) : hosts(parts.group("plain"), entry), port);
  }

  private static Hosts block(String text, String entry) {
    AddressBlock block = AddressBlock.parse(text).orElseThrow(() -> invalid(entry));
    return (name, address) -> block.contains(address);
  }

  private static Hosts hosts(String text, String entry) {
    Optional<AddressBlock> block = AddressBlock.parse(text);
    if (block.isPresent()) {
      return (name, address) -> block.get().contains(address);
    }
    String lower = text.toLowerCase(Locale.ROOT);
    boolean anyBelow = lower.startsWith("*.");
    String rest = anyBelow ? lower.substring(2) : lower;
    if (!NAME.matcher(rest).matches() || rest.matches("(.*\\.)?[0-9]+")) {
      throw invalid(entry);
    }
    return anyBelow
        ? (name, address) -> name.endsWith("." + rest)
        : (name, address) -> name.equals(rest);
  }

  boolean covers(String name, InetAddress address, int toPort) {
    return port.filter(only -> only != toPort).isEmpty() && hosts.include(name, address);
  }

  private static InvalidSettingException invalid(String entry) {
    return new InvalidSettingException(
        "espalier.egress.allow",
        "host names, *.suffix, addresses or CIDR blocks, each with an optional :port"
            + " (IPv6 in brackets when with port)",
        entry);
  }
}
