package org.espalier.executor.docker;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpHost;
import org.espalier.settings.InvalidSettingException;

/**
 * Where the engine listens.
 *
 * @param address scheme, name and port of requests; for a Unix socket only a name to put into them
 * @param socket the Unix socket; empty for TCP
 */
record DockerHost(HttpHost address, Optional<Path> socket) {
  private static final String KEY = "espalier.executors.docker.host";
  private static final String EXPECTED =
      "unix:///path/to/docker.sock, tcp://host:port or https://host:port";

  /** A URI knows no host with an underscore, and container networks have them. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+)(?::(?<port>[0-9]{1,5}))?");

  private static final int PORT = 2375;
  private static final int TLS_PORT = 2376;

  /**
   * Reads the setting as {@code DOCKER_HOST} is read.
   *
   * @param hasCertificates whether {@code tcp} means TLS
   * @throws InvalidSettingException when it is none
   */
  static DockerHost parse(String text, boolean hasCertificates) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      return switch (scheme) {
        case "unix" -> unix(uri, text);
        case "tcp" -> tcp(uri, hasCertificates, text);
        case "http" -> tcp(uri, false, text);
        case "https" -> tcp(uri, true, text);
        default -> throw new InvalidSettingException(KEY, EXPECTED, text);
      };
    } catch (URISyntaxException e) {
      throw new InvalidSettingException(KEY, EXPECTED, text);
    }
  }

  private static DockerHost unix(URI uri, String text) {
    if (uri.getPath() == null || !uri.getPath().startsWith("/")) {
      throw new InvalidSettingException(KEY, EXPECTED, text);
    }
    return new DockerHost(
        new HttpHost("http", "docker", PORT), Optional.of(Path.of(uri.getPath())));
  }

  private static DockerHost tcp(URI uri, boolean tls, String text) {
    Matcher parts = AUTHORITY.matcher(uri.getRawAuthority() == null ? "" : uri.getRawAuthority());
    if (!parts.matches()) {
      throw new InvalidSettingException(KEY, EXPECTED, text);
    }
    String written = parts.group("port");
    int port = written == null ? tls ? TLS_PORT : PORT : Integer.parseInt(written);
    if (port < 1 || port > 65_535) {
      throw new InvalidSettingException(KEY, EXPECTED, text);
    }
    return new DockerHost(
        new HttpHost(tls ? "https" : "http", parts.group("host"), port), Optional.empty());
  }

  /** How people call it. */
  String describe() {
    return socket.map(path -> "unix://" + path).orElseGet(address::toURI);
  }
}
