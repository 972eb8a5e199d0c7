package org.espalier.executor.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.espalier.executor.InvalidInputException;
import org.espalier.settings.EgressSettings;

/**
 * Keeps executors away from addresses that are not for them: by default everything that is not a
 * public unicast address, such as loopback, private networks and cloud metadata services.
 *
 * <p>A client must connect to the very addresses returned by {@link #resolve}; asking for a name
 * and letting the client resolve it again would let a name server answer differently the second
 * time. Immutable and thread-safe.
 */
public final class EgressGuard {
  private final List<EgressRule> allowed;
  private final Lookup lookup;

  /**
   * A guard that opens what the settings name.
   *
   * @throws org.espalier.settings.InvalidSettingException for an entry that is none
   */
  public EgressGuard(EgressSettings settings) {
    this(settings, InetAddress::getAllByName);
  }

  EgressGuard(EgressSettings settings, Lookup lookup) {
    this.allowed = settings.allow().stream().map(EgressRule::parse).toList();
    this.lookup = lookup;
  }

  private EgressGuard(List<EgressRule> allowed, Lookup lookup) {
    this.allowed = allowed;
    this.lookup = lookup;
  }

  /**
   * The addresses of a host that may be connected to; at least one.
   *
   * @param host a name, or an address in its usual spelling, IPv6 with or without brackets
   * @throws EgressDeniedException when the host has addresses, but none that is allowed
   * @throws UnknownHostException when it has none
   */
  public List<InetAddress> resolve(String host, int port) throws UnknownHostException {
    String name = normal(host);
    if (isDisguisedAddress(name)) {
      throw new EgressDeniedException(
          host, port, "an IPv4 address is written as four decimal numbers without leading zeros");
    }
    List<InetAddress> open = new ArrayList<>();
    String refused = "";
    for (InetAddress address : lookup.addressesOf(name)) {
      Optional<String> special = SpecialAddresses.describe(address);
      if (special.isEmpty() || isAllowed(name, address, port)) {
        open.add(address);
      } else {
        refused = "%s is %s".formatted(address.getHostAddress(), special.get());
      }
    }
    if (open.isEmpty()) {
      throw new EgressDeniedException(name, port, refused);
    }
    return open;
  }

  /**
   * Refuses a host that is written as an address, or is {@code localhost}, and may not be connected
   * to. No name server is asked: other names are let pass, and decided on when they are resolved.
   *
   * @param field where the host stands, for the message: {@code inputs.url}
   * @throws InvalidInputException when it is refused
   */
  public void refuseLiteral(String field, String host, int port) {
    String name = normal(host);
    boolean isLocal = name.equals("localhost") || name.endsWith(".localhost");
    if (!isLocal && !isDisguisedAddress(name) && AddressText.parse(name).isEmpty()) {
      return;
    }
    try {
      new EgressGuard(allowed, isLocal ? EgressGuard::loopback : EgressGuard::literal)
          .resolve(host, port);
    } catch (EgressDeniedException e) {
      throw new InvalidInputException("%s: %s".formatted(field, e.getMessage()));
    } catch (UnknownHostException e) {
      throw new InvalidInputException("%s: %s is no address.".formatted(field, name));
    }
  }

  private static InetAddress[] loopback(String name) throws UnknownHostException {
    return new InetAddress[] {InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1")};
  }

  private static InetAddress[] literal(String name) throws UnknownHostException {
    return new InetAddress[] {
      AddressText.parse(name).orElseThrow(() -> new UnknownHostException(name))
    };
  }

  private boolean isAllowed(String name, InetAddress address, int port) {
    return allowed.stream().anyMatch(rule -> rule.covers(name, address, port));
  }

  private static String normal(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /**
   * Whether a resolver may read an IPv4 address where a person sees something else: {@code
   * 2130706433}, {@code 0x7f.1}, {@code 0177.0.0.1}. As in the WHATWG URL standard it is the last
   * label that decides.
   */
  private static boolean isDisguisedAddress(String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    boolean numeric = last.matches("[0-9]+|0x[0-9a-f]*");
    return numeric && !name.contains(":") && !AddressText.isIpv4(name);
  }

  /** Resolves a name as the operating system does. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }
}
