package org.espalier.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The machine this process runs on. */
public final class Machine {
  private Machine() {}

  /** Its name, which is looked up; {@code localhost} when it has none. */
  public static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
