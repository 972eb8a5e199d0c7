package org.espalier.api.door;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.Machine;

/**
 * The names and addresses this node is asked for by. A name that is none of them was made by
 * somebody else to lead here, so that a page of theirs counts as ours (DNS rebinding).
 *
 * <p>They are {@code localhost}, addresses of the loopback interface, the address a connection came
 * in by, the names of the machine, and {@code espalier.http.hosts}. Immutable.
 */
@ApplicationScoped
public class HostNames {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private final Set<String> names = new HashSet<>(Set.of("localhost"));

  /** For CDI only. */
  protected HostNames() {}

  @Inject
  public HostNames(EspalierSettings settings) {
    this(settings, Machine.hostName());
  }

  HostNames(EspalierSettings settings, String machine) {
    String name = machine.toLowerCase(Locale.ROOT);
    names.add(name);
    names.add(name.split("\\.", 2)[0]);
    names.addAll(settings.http().hosts());
  }

  /**
   * Whether a host is this node.
   *
   * @param host in lower case
   * @param local the address the connection came in by
   */
  boolean have(String host, String local) {
    if (names.contains(host)) {
      return true;
    }
    Optional<InetAddress> address = address(host);
    return address.isPresent()
        && (address.get().isLoopbackAddress()
            || address.equals(address(local.replaceFirst("%.*", ""))));
  }

  /** Only what is an address already: nothing is looked up. */
  private static Optional<InetAddress> address(String text) {
    if (!text.contains(":") && !IPV4.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
