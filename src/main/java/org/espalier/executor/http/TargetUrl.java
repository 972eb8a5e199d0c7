package org.espalier.executor.http;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpHost;
import org.espalier.executor.InvalidInputException;

/**
 * An http or https URL without credentials and fragment, its host in ASCII.
 *
 * @param host scheme, host and port
 * @param path percent-encoded, begins with a slash
 * @param query percent-encoded, without the question mark; empty for none
 */
record TargetUrl(HttpHost host, String path, String query) {
  private static final Pattern AUTHORITY =
      Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+\\]|[^\\[\\]:@/]+)(?::(?<port>[0-9]{0,5}))?");

  /**
   * Reads a URL.
   *
   * @param field what it is, for the message
   */
  static TargetUrl parse(String field, String text) {
    try {
      return of(field, new URI(text.strip()));
    } catch (URISyntaxException e) {
      throw invalid(field, "is not a URL: " + e.getReason() + " at position " + (e.getIndex() + 1));
    }
  }

  /** The URL a Location header points to, seen from this one. */
  TargetUrl redirectedTo(String location) {
    try {
      return of("The Location header", URI.create(toString()).resolve(new URI(location.strip())));
    } catch (URISyntaxException e) {
      throw invalid("The Location header", "is not a URL: " + e.getReason());
    }
  }

  private static TargetUrl of(String field, URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw invalid(field, "must begin with http:// or https://");
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    if (authority.contains("@")) {
      throw invalid(field, "must not hold credentials; give them in auth");
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
      return scheme.equals("https") ? 443 : 80;
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
  TargetUrl withQuery(String more) {
    return more.isEmpty()
        ? this
        : new TargetUrl(host, path, query.isEmpty() ? more : query + "&" + more);
  }

  boolean isSecure() {
    return host.getSchemeName().equals("https");
  }

  /** What a request line names. */
  String pathAndQuery() {
    return query.isEmpty() ? path : path + "?" + query;
  }

  /** For messages: a query may hold secrets. */
  String withoutQuery() {
    String name = host.getHostName();
    boolean usual = host.getPort() == (isSecure() ? 443 : 80);
    return host.getSchemeName()
        + "://"
        + (name.contains(":") ? "[" + name + "]" : name)
        + (usual ? "" : ":" + host.getPort())
        + path;
  }

  @Override
  public String toString() {
    return query.isEmpty() ? withoutQuery() : withoutQuery() + "?" + query;
  }
}
