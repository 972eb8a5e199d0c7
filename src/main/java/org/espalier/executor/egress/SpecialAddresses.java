package org.espalier.executor.egress;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells public unicast addresses from all others, after the special-purpose address registries of
 * IANA (RFC 6890). IPv6 forms that carry an IPv4 address are judged by that address.
 */
final class SpecialAddresses {
  private static final Map<AddressBlock, String> SPECIAL = new LinkedHashMap<>();
  private static final AddressBlock GLOBAL_UNICAST = AddressBlock.of("2000::/3");
  private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::/96");
  private static final AddressBlock SIX_TO_FOUR = AddressBlock.of("2002::/16");
  private static final AddressBlock IPV4_COMPATIBLE = AddressBlock.of("::/96");

  static {
    special("an unspecified address", "0.0.0.0/8", "::/128");
    special("a loopback address", "127.0.0.0/8", "::1/128");
    special("a private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");
    special("a shared carrier address", "100.64.0.0/10");
    special("a link-local address (cloud metadata)", "169.254.0.0/16", "fe80::/10");
    special("a site-local address", "fec0::/10");
    special("a broadcast address", "255.255.255.255/32");
    special("a multicast address", "224.0.0.0/4", "ff00::/8");
    special("a documentation address", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24");
    special("a documentation address", "2001:db8::/32", "3fff::/20");
    special("a benchmarking address", "198.18.0.0/15", "2001:2::/48");
    special("a reserved address", "192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4");
    special("a reserved address", "64:ff9b:1::/48", "100::/64", "2001::/23", "5f00::/16");
  }

  private SpecialAddresses() {}

  private static void special(String what, String... blocks) {
    for (String block : blocks) {
      SPECIAL.put(AddressBlock.of(block), what);
    }
  }

  /** What kind of special address this is, in words; empty for a public one. */
  static Optional<String> describe(InetAddress address) {
    Optional<String> special =
        SPECIAL.entrySet().stream()
            .filter(block -> block.getKey().contains(address))
            .map(Map.Entry::getValue)
            .findFirst();
    if (special.isPresent() || !(address instanceof Inet6Address ipv6)) {
      return special;
    }
    Optional<InetAddress> carried = carriedIpv4(ipv6);
    if (carried.isPresent()) {
      return describe(carried.get()).map(what -> what + " inside an IPv6 one");
    }
    return GLOBAL_UNICAST.contains(ipv6)
        ? Optional.empty()
        : Optional.of("not a public unicast address");
  }

  private static Optional<InetAddress> carriedIpv4(Inet6Address address) {
    if (NAT64.contains(address) || IPV4_COMPATIBLE.contains(address)) {
      return Optional.of(ipv4(address, 12));
    }
    return SIX_TO_FOUR.contains(address) ? Optional.of(ipv4(address, 2)) : Optional.empty();
  }

  private static InetAddress ipv4(Inet6Address address, int offset) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), offset, offset + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
