package org.espalier.executor.peer;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.TargetUrl;
import org.espalier.executor.http.TlsIdentity;
import org.espalier.executor.http.TlsInputs;

/**
 * The other node, and how it is talked to.
 *
 * @param base its URL, without a slash at the end
 * @param headers of every request
 * @param timeout of everything
 * @param connectTimeout of each connection
 * @param verify whether certificates are checked
 * @param tls whom to trust and who we are; empty for what the JVM has
 */
public record PeerTarget(
    String base,
    Map<String, String> headers,
    Duration timeout,
    Duration connectTimeout,
    boolean verify,
    Optional<TlsIdentity> tls) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /**
   * Reads {@code base_url}, {@code timeout}, {@code connect_timeout}, {@code verify} and {@code
   * tls}.
   *
   * @throws InvalidInputException naming the first field that is wrong
   */
  public static PeerTarget read(Inputs inputs, Map<String, String> headers) {
    return new PeerTarget(
        base(inputs),
        headers,
        positive(inputs.seconds("timeout", DEFAULT_TIMEOUT, LONGEST)),
        positive(inputs.seconds("connect_timeout", DEFAULT_CONNECT_TIMEOUT, LONGEST)),
        inputs.flag("verify").orElse(true),
        TlsInputs.read(inputs));
  }

  private static Duration positive(Duration given) {
    return given.compareTo(SHORTEST) < 0 ? SHORTEST : given;
  }

  private static String base(Inputs inputs) {
    TargetUrl url = TargetUrl.parse("inputs.base_url", inputs.requireText("base_url"));
    if (!url.query().isEmpty()) {
      throw new InvalidInputException("inputs.base_url must not have a query.");
    }
    return url.withoutQuery().replaceAll("/+$", "");
  }

  /** The URI of a path of the node, which begins with a slash. */
  URI uri(String path) {
    return TargetUrl.parse("inputs.base_url", base + path).toUri();
  }

  /** This node under another path. */
  public PeerTarget at(String url) {
    return new PeerTarget(url, headers, timeout, connectTimeout, verify, tls);
  }
}
