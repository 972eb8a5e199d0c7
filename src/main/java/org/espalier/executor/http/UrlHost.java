package org.espalier.executor.http;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.espalier.executor.InvalidInputException;

/**
 * The host of a URL in the one form everybody compares: a name in lower case and ASCII, IPv4 as
 * four decimal numbers, IPv6 without brackets (URL Standard, section 3.5). Names may hold
 * underscores, as they do in container networks.
 */
final class UrlHost {
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+");
  private static final Pattern NUMBER_AT_END =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)\\.?");
  private static final Pattern NUMBER = Pattern.compile("0x[0-9a-f]*|[0-9]+");

  /** IDNA 2003, which the JDK speaks, would take these for other letters, and so other hosts. */
  private static final Pattern KEPT_BY_BROWSERS = Pattern.compile("[\u00df\u1e9e\u03c2]");

  private UrlHost() {}

  /**
   * Reads a host.
   *
   * @param where what it is part of, for the message
   * @throws InvalidInputException when it is none
   */
  static String of(String where, String written) {
    if (written.startsWith("[") && written.endsWith("]")) {
      return ipv6(where, written.substring(1, written.length() - 1));
    }
    String name = ascii(where, new String(PercentEncoding.decode(written), StandardCharsets.UTF_8));
    if (!NAME.matcher(name).matches()) {
      throw invalid(where, "it may hold letters, digits, '.', '-' and '_'");
    }
    return NUMBER_AT_END.matcher(name).matches() ? ipv4(where, name) : name;
  }

  private static String ascii(String where, String name) {
    try {
      StringJoiner labels = new StringJoiner(".");
      for (String label : name.replaceAll("[\u3002\uff0e\uff61]", ".").split("\\.", -1)) {
        labels.add(label.isEmpty() ? "" : label(label));
      }
      return labels.toString().toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw invalid(where, String.valueOf(e.getMessage()));
    }
  }

  private static String label(String label) {
    if (!KEPT_BY_BROWSERS.matcher(label).find()) {
      return IDN.toASCII(label);
    }
    String lower = label.toLowerCase(Locale.ROOT);
    return "xn--" + Punycode.encode(Normalizer.normalize(lower, Normalizer.Form.NFKC));
  }

  private static InvalidInputException invalid(String where, String why) {
    return new InvalidInputException("%s has no usable host: %s.".formatted(where, why));
  }

  private static String ipv4(String where, String name) {
    String[] parts = name.replaceFirst("\\.$", "").split("\\.", -1);
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      int bytes = i == parts.length - 1 ? 5 - parts.length : 1;
      if (parts.length > 4 || !NUMBER.matcher(parts[i]).matches()) {
        throw invalid(where, "it ends with a number and is no IPv4 address");
      }
      long number = number(where, parts[i]);
      if (number >= 1L << 8 * bytes) {
        throw invalid(where, "its IPv4 address has a number that is too large");
      }
      address = address << 8 * bytes | number;
    }
    return "%d.%d.%d.%d"
        .formatted(address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
  }

  /** Decimal, octal after a zero, hexadecimal after {@code 0x}. */
  private static long number(String where, String digits) {
    boolean isHex = digits.startsWith("0x");
    boolean isOctal = !isHex && digits.length() > 1 && digits.startsWith("0");
    String significant = isHex ? digits.substring(2) : digits;
    try {
      return significant.isEmpty() ? 0 : Long.parseLong(significant, isHex ? 16 : isOctal ? 8 : 10);
    } catch (NumberFormatException e) {
      throw invalid(where, "it ends with a number and is no IPv4 address");
    }
  }

  private static String ipv6(String where, String written) {
    try {
      if (IPV6.matcher(written).matches()) {
        return compressed(InetAddress.getByName(written).getAddress());
      }
    } catch (UnknownHostException e) {
      throw invalid(where, "its IPv6 address is malformed");
    }
    throw invalid(where, "its IPv6 address is malformed");
  }

  /** RFC 5952: the longest row of zeros is left out. IPv4 in IPv6 comes as four bytes. */
  private static String compressed(byte[] address) {
    int[] groups = new int[8];
    int start = 8 - address.length / 2;
    Arrays.fill(groups, 5, 6, start == 6 ? 0xffff : 0);
    for (int i = 0; i < address.length; i += 2) {
      groups[start + i / 2] = (address[i] & 255) << 8 | address[i + 1] & 255;
    }
    StringJoiner text = new StringJoiner(":");
    for (int group : groups) {
      text.add(Integer.toHexString(group));
    }
    return withoutZeros(text.toString());
  }

  private static String withoutZeros(String groups) {
    for (int length = 8; length >= 2; length--) {
      String zeros = "0" + ":0".repeat(length - 1);
      String around = ":" + groups + ":";
      int at = around.indexOf(":" + zeros + ":");
      if (at >= 0) {
        String before = around.substring(0, at).replaceFirst("^:", "");
        String after = around.substring(at + zeros.length() + 2).replaceFirst(":$", "");
        return before + "::" + after;
      }
    }
    return groups;
  }
}
