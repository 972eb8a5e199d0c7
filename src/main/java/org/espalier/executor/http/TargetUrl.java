package org.espalier.executor.http;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.HttpHost;
import org.espalier.executor.InvalidInputException;

/**
 * An http or https URL (or ws or wss, where those are asked for) without credentials and fragment,
 * its host in ASCII.
 *
 * @param host scheme, host and port
 * @param path percent-encoded, begins with a slash
 * @param query percent-encoded, without the question mark; empty for none
 */
public record TargetUrl(HttpHost host, String path, String query) {
  private static final Set<String> HTTP = Set.of("http", "https");
  private static final Set<String> WEB_SOCKET = Set.of("ws", "wss");
  private static final Set<String> SECURE = Set.of("https", "wss");

  private static final Pattern AUTHORITY =
      Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+\\]|[^\\[\\]:@/]+)(?::(?<port>[0-9]{0,5}))?");

  /**
   * Reads a URL.
   *
   * @param field what it is, for the message
   */
  public static TargetUrl parse(String field, String text) {
    return parse(field, text, HTTP);
  }

  /** Says what is wrong with a URL, in a sentence; empty when it can be asked for. */
  public static Optional<String> faultOf(String text) {
    try {
      parse("It", text);
      return Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** Reads a ws or wss URL. */
  public static TargetUrl parseWebSocket(String field, String text) {
    return parse(field, text, WEB_SOCKET);
  }

  private static TargetUrl parse(String field, String text, Set<String> schemes) {
    try {
      return of(field, new URI(text.strip()), schemes);
    } catch (URISyntaxException e) {
      throw invalid(field, "is not a URL: " + e.getReason() + " at position " + (e.getIndex() + 1));
    }
  }

  /** The URL a Location header points to, seen from this one. */
  public TargetUrl redirectedTo(String location) {
    try {
      return of(
          "The Location header", URI.create(toString()).resolve(new URI(location.strip())), HTTP);
    } catch (URISyntaxException e) {
      throw invalid("The Location header", "is not a URL: " + e.getReason());
    }
  }

  private static TargetUrl of(String field, URI uri, Set<String> schemes) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!schemes.contains(scheme)) {
      String allowed = schemes.stream().sorted().collect(Collectors.joining(":// or "));
      throw invalid(field, "must begin with " + allowed + "://");
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    if (authority.contains("@")) {
      throw invalid(field, "must not hold credentials; give them in auth or headers");
    }
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      throw invalid(field, "has no usable host: write http://host:port/path");
    }
    URI ascii = URI.create(uri.toASCIIString());
    String path = ascii.getRawPath() == null ? "" : ascii.getRawPath();
    return new TargetUrl(
        new HttpHost(scheme, host(field, parts.group("host")), port(field, scheme, parts)),
        path.startsWith("/") ? path : "/" + path,
        ascii.getRawQuery() == null ? "" : ascii.getRawQuery());
  }

  private static String host(String field, String written) {
    if (written.startsWith("[")) {
      return written.substring(1, written.length() - 1);
    }
    try {
      String ascii = IDN.toASCII(written).toLowerCase(Locale.ROOT);
      if (ascii.matches("[a-z0-9._-]+")) {
        return ascii;
      }
    } catch (IllegalArgumentException e) {
      throw invalid(field, "has no usable host: " + e.getMessage());
    }
    throw invalid(field, "has no usable host: it may hold letters, digits, '.', '-' and '_'");
  }

  private static int port(String field, String scheme, Matcher parts) {
    String written = parts.group("port");
    if (written == null || written.isEmpty()) {
      return SECURE.contains(scheme) ? 443 : 80;
    }
    int port = Integer.parseInt(written);
    if (port < 1 || port > 65_535) {
      throw invalid(field, "has a port outside 1 to 65535");
    }
    return port;
  }

  private static InvalidInputException invalid(String field, String fault) {
    return new InvalidInputException("%s %s.".formatted(field, fault));
  }

  /** This URL with more of a query. */
  public TargetUrl withQuery(String more) {
    return more.isEmpty()
        ? this
        : new TargetUrl(host, path, query.isEmpty() ? more : query + "&" + more);
  }

  /** Whether the connection is to be encrypted. */
  public boolean isSecure() {
    return SECURE.contains(host.getSchemeName());
  }

  /** The host, IPv6 without brackets. */
  public String hostName() {
    return host.getHostName();
  }

  /** The port, also where it was not written. */
  public int port() {
    return host.getPort();
  }

  /** Scheme, host and port. */
  public String origin() {
    return host.getSchemeName() + "://" + authority();
  }

  /** What a Host header names (RFC 9110 section 7.2). */
  public String authority() {
    String name = host.getHostName();
    boolean usual = host.getPort() == (isSecure() ? 443 : 80);
    return (name.contains(":") ? "[" + name + "]" : name) + (usual ? "" : ":" + host.getPort());
  }

  /** What a request line names. */
  public String pathAndQuery() {
    return query.isEmpty() ? path : path + "?" + query;
  }

  /** For messages: a query may hold secrets. */
  public String withoutQuery() {
    return origin() + path;
  }

  @Override
  public String toString() {
    return query.isEmpty() ? withoutQuery() : withoutQuery() + "?" + query;
  }
}
