package org.espalier.executor.egress;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A CIDR block of IPv4 or IPv6 addresses; a single address is a block of its own.
 *
 * @param network any address of the block
 * @param prefix how many leading bits all addresses of the block share
 */
public record AddressBlock(InetAddress network, int prefix) {
  /** Reads {@code 10.0.0.0/8} or {@code 10.0.0.1}; empty when the text is neither. */
  public static Optional<AddressBlock> parse(String text) {
    String[] parts = text.split("/", 2);
    return AddressText.parse(parts[0])
        .flatMap(
            network -> {
              int bits = network.getAddress().length * 8;
              return prefix(parts, bits).map(prefix -> new AddressBlock(network, prefix));
            });
  }

  /** A block written in the program. */
  static AddressBlock of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException(text));
  }

  private static Optional<Integer> prefix(String[] parts, int bits) {
    if (parts.length == 1) {
      return Optional.of(bits);
    }
    return Optional.of(parts[1])
        .filter(text -> text.matches("[0-9]{1,3}"))
        .map(Integer::valueOf)
        .filter(prefix -> prefix <= bits);
  }

  /** Whether an address is in it. */
  public boolean contains(InetAddress address) {
    byte[] ours = network.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
