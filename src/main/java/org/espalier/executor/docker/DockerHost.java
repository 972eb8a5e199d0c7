package org.espalier.executor.docker;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
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
    if (uri.getHost() == null) {
      throw new InvalidSettingException(KEY, EXPECTED, text);
    }
    int port = uri.getPort() > 0 ? uri.getPort() : tls ? TLS_PORT : PORT;
    return new DockerHost(
        new HttpHost(tls ? "https" : "http", uri.getHost(), port), Optional.empty());
  }

  /** How people call it. */
  String describe() {
    return socket.map(path -> "unix://" + path).orElseGet(address::toURI);
  }
}
