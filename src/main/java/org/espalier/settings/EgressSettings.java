package org.espalier.settings;

import java.util.List;

/**
 * Where executors may connect to ({@code espalier.egress.*}).
 *
 * @param allow what is open besides public addresses: host names, {@code *.suffix}, addresses or
 *     CIDR blocks, each with an optional {@code :port}
 */
public record EgressSettings(List<String> allow) {
  public EgressSettings {
    allow = List.copyOf(allow);
  }
}
