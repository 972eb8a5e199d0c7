package org.espalier.executor.egress;

import java.net.UnknownHostException;

/**
 * An address an executor must not connect to. It is an {@link UnknownHostException} because that is
 * what the name resolution hooks of network clients may throw.
 */
public class EgressDeniedException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  /** The failure kind of an attempt that was denied its address; never retryable. */
  public static final String KIND = "egress_denied";

  EgressDeniedException(String host, int port, String why) {
    super(
        "Connecting to %s:%d is not allowed: %s. An administrator opens it with the setting espalier.egress.allow."
            .formatted(host.contains(":") ? "[" + host + "]" : host, port, why));
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
