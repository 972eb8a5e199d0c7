package org.espalier.executor.http;

import java.net.IDN;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.HttpHost;
import org.espalier.executor.InvalidInputException;

/**
 * An http or https URL (or ws or wss, where those are asked for) without credentials and fragment.
 * Read and resolved as browsers do, by the URL Standard (https://url.spec.whatwg.org), not by RFC
 * 3986 as {@link URI} has it.
 *
 * @param host scheme, host and port
 * @param path percent-encoded, begins with a slash
 * @param query percent-encoded, without the question mark; empty for none
 */
public record TargetUrl(HttpHost host, String path, String query) {
  private static final Set<String> HTTP = Set.of("http", "https");
  private static final Set<String> WEB_SOCKET = Set.of("ws", "wss");
  private static final Set<String> SECURE = Set.of("https", "wss");

  private static final String LOCATION = "The Location header";
  private static final String ALIAS_PREFIX = "x";
  private static final String ALIAS_SUFFIX = ".host-alias.invalid";

  private static final Pattern AROUND = Pattern.compile("^[\\x00-\\x20]+|[\\x00-\\x20]+$");
  private static final Pattern SCHEME =
      Pattern.compile("(?<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):(?<rest>.*)", Pattern.DOTALL);
  private static final Pattern LEADING_SLASHES = Pattern.compile("^[/\\\\]+");
  private static final Pattern END_OF_AUTHORITY = Pattern.compile("[/\\\\?]");
  private static final Pattern PLACE =
      Pattern.compile("(?<host>\\[[^\\[\\]]+\\]|[^\\[\\]:@]+)(?::(?<port>[0-9]*))?");

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
    String url = stripped(field, text);
    Matcher parts = SCHEME.matcher(url);
    if (!parts.matches() || !schemes.contains(scheme(parts))) {
      throw mustBegin(field, schemes);
    }
    return absolute(field, scheme(parts), parts.group("rest"));
  }

  private static String scheme(Matcher parts) {
    return parts.group("scheme").toLowerCase(Locale.ROOT);
  }

  private static InvalidInputException mustBegin(String field, Set<String> schemes) {
    String allowed = schemes.stream().sorted().collect(Collectors.joining(":// or "));
    return invalid(field, "must begin with " + allowed + "://");
  }

  /** Blanks around a URL are nobody's; control characters inside it are refused, as curl does. */
  private static String stripped(String field, String text) {
    String url = AROUND.matcher(text).replaceAll("");
    if (url.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw invalid(field, "is not a URL: it holds a line break or another control character");
    }
    return url;
  }

  /**
   * The URL a Location header points to, seen from this one, as browsers resolve it. An empty one
   * points to this URL itself.
   *
   * @param location as it came, a char for each byte
   */
  public TargetUrl redirectedTo(String location) {
    String url = stripped(LOCATION, ofBytes(location));
    Matcher parts = SCHEME.matcher(url);
    if (!parts.matches()) {
      return relative(url);
    }
    if (!HTTP.contains(scheme(parts))) {
      throw mustBegin(LOCATION, HTTP);
    }
    boolean isRelative =
        scheme(parts).equals(host.getSchemeName()) && !parts.group("rest").startsWith("//");
    return isRelative
        ? relative(parts.group("rest"))
        : absolute(LOCATION, scheme(parts), parts.group("rest"));
  }

  /** Headers are read a char for each byte, and servers write UTF-8 into them. */
  private static String ofBytes(String header) {
    boolean isBytes = header.chars().allMatch(c -> c < 0x100);
    String utf8 = new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return isBytes && utf8.indexOf('\ufffd') < 0 ? utf8 : header;
  }

  private TargetUrl relative(String written) {
    String url = written.split("#", 2)[0];
    String slashes = url.replace('\\', '/');
    if (slashes.startsWith("//")) {
      return absolute(LOCATION, host.getSchemeName(), url);
    }
    if (url.isEmpty()) {
      return this;
    }
    String[] parts = url.split("\\?", 2);
    String newQuery = parts.length < 2 ? "" : PercentEncoding.QUERY.encode(parts[1]);
    String newPath =
        slashes.startsWith("/")
            ? UrlPath.of(parts[0])
            : parts[0].isEmpty() ? path : UrlPath.resolve(path, parts[0]);
    return new TargetUrl(host, newPath, newQuery);
  }

  /** Of what stands behind the scheme's colon; how many slashes begin it does not matter. */
  private static TargetUrl absolute(String field, String scheme, String written) {
    String rest = LEADING_SLASHES.matcher(written.split("#", 2)[0]).replaceFirst("");
    Matcher end = END_OF_AUTHORITY.matcher(rest);
    String authority = end.find() ? rest.substring(0, end.start()) : rest;
    String[] tail = rest.substring(authority.length()).split("\\?", 2);
    return new TargetUrl(
        host(field, scheme, authority),
        UrlPath.of(tail[0]),
        tail.length < 2 ? "" : PercentEncoding.QUERY.encode(tail[1]));
  }

  private static HttpHost host(String field, String scheme, String authority) {
    String place = authority.substring(authority.lastIndexOf('@') + 1);
    if (!authority.substring(0, authority.length() - place.length()).matches(":?@|")) {
      throw invalid(field, "must not hold credentials; give them in auth or headers");
    }
    Matcher parts = PLACE.matcher(place);
    if (!parts.matches()) {
      throw invalid(field, "has no usable host: write http://host:port/path");
    }
    return new HttpHost(scheme, UrlHost.of(field, parts.group("host")), port(field, scheme, parts));
  }

  private static int port(String field, String scheme, Matcher parts) {
    String written = parts.group("port");
    if (written == null || written.isEmpty()) {
      return SECURE.contains(scheme) ? 443 : 80;
    }
    String digits = written.replaceFirst("^0+(?=[0-9])", "");
    int port = digits.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw invalid(field, "has a port outside 1 to 65535");
    }
    return port;
  }

  private static InvalidInputException invalid(String field, String fault) {
    return new InvalidInputException("%s %s.".formatted(field, fault));
  }

  /**
   * This URL for libraries that speak {@link URI}, which knows no host with an underscore: such a
   * host is written in another way there, and {@link #of} reads it back.
   */
  public URI toUri() {
    String uri = host.getSchemeName() + "://" + authority() + strict(pathAndQuery());
    if (URI.create(uri).getHost() != null) {
      return URI.create(uri);
    }
    String alias =
        ALIAS_PREFIX
            + HexFormat.of().formatHex(hostName().getBytes(StandardCharsets.US_ASCII))
            + ALIAS_SUFFIX;
    return URI.create(
        host.getSchemeName() + "://" + alias + ":" + host.getPort() + strict(pathAndQuery()));
  }

  private static String strict(String pathAndQuery) {
    String[] parts = pathAndQuery.split("\\?", 2);
    String strict = PercentEncoding.STRICT.encode(parts[0]);
    return (parts.length < 2 ? strict : strict + "?" + PercentEncoding.STRICT.encode(parts[1]))
        .replaceAll("%(?![0-9a-fA-F]{2})", "%25");
  }

  /** The URL that {@link #toUri} has written. */
  public static TargetUrl of(URI uri) {
    TargetUrl url = parse("The URL", uri.toString());
    String name = url.hostName();
    if (!name.endsWith(ALIAS_SUFFIX)) {
      return url;
    }
    String hex = name.substring(ALIAS_PREFIX.length(), name.length() - ALIAS_SUFFIX.length());
    String real = new String(HexFormat.of().parseHex(hex), StandardCharsets.US_ASCII);
    return new TargetUrl(
        new HttpHost(url.host.getSchemeName(), real, url.port()), url.path, url.query);
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

  /** The host in ASCII, which {@link HttpHost} turns into Unicode; IPv6 without brackets. */
  public String hostName() {
    return IDN.toASCII(host.getHostName());
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
    String name = hostName();
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
