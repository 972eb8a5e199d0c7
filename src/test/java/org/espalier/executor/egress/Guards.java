package org.espalier.executor.egress;

import java.net.InetAddress;
import java.util.List;
import org.espalier.settings.EgressSettings;

/** Guards for tests. */
public final class Guards {
  private Guards() {}

  /** One that lets loopback addresses through, and to which every name has these addresses. */
  public static EgressGuard whereNamesHave(InetAddress... addresses) {
    return new EgressGuard(new EgressSettings(List.of("127.0.0.0/8")), name -> addresses);
  }
}
