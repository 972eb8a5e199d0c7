package org.espalier.executor.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.egress.EgressGuard;

/**
 * HTTP requests for executors of other kinds, made as {@code rest_executor} makes them: only where
 * the egress guard allows, ended when the attempt is, bodies up to a cap. Thread-safe.
 */
public final class HttpCalls implements AutoCloseable {
  private final HttpClients clients;

  /** With connection pools of its own; closed when the executor is. */
  public HttpCalls(EgressGuard guard) {
    clients = new HttpClients(guard);
  }

  /**
   * A request.
   *
   * @param headers names are compared without regard to case
   * @param timeout of the whole exchange
   * @param verify whether the peer's certificate is checked
   * @param followRedirects whether up to 10 redirects are followed
   * @param maxBytes largest body, after decompression
   */
  public record Call(
      String method,
      TargetUrl url,
      Map<String, String> headers,
      Optional<byte[]> body,
      Duration timeout,
      boolean verify,
      boolean followRedirects,
      int maxBytes) {}

  /** How a call ended. */
  public sealed interface Reply {}

  /**
   * The peer answered.
   *
   * @param url that of the last request
   * @param headers names in lower case
   * @param body decompressed
   */
  public record Answer(TargetUrl url, int status, Map<String, String> headers, byte[] body)
      implements Reply {
    /** A header; empty when it is missing. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** Whether the same request may be answered better later. */
    public boolean isRetryable() {
      return ResponseOutcome.isRetryable(status);
    }

    /** How long the peer asks to wait. */
    public Optional<Duration> retryAfter() {
      return RetryAfter.parse(header("retry-after"), Instant.now());
    }

    /** Where the answer sends the client to, seen from its URL; empty when it does not. */
    public Optional<String> redirect() {
      return switch (status) {
        case 301, 302, 303, 307, 308 -> Optional.ofNullable(headers.get("location"));
        default -> Optional.empty();
      };
    }
  }

  /** There is no answer; the outcome says why. */
  public record NoAnswer(ExecutionOutcome outcome) implements Reply {}

  /**
   * Makes a request and waits for its end.
   *
   * @throws InterruptedException when interrupted and not cancelled
   */
  public Reply make(Call call, CancellationToken cancellation) throws InterruptedException {
    return new Exchange(clients, request(call))
        .<Reply>run(cancellation, HttpCalls::answer, NoAnswer::new);
  }

  private static Reply answer(Response response) {
    return new Answer(response.hop().url(), response.status(), response.headers(), response.body());
  }

  private static RestRequest request(Call call) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(call.headers());
    headers.putIfAbsent("Accept-Encoding", "gzip, deflate");
    return new RestRequest(
        new Hop(call.method(), call.url(), "", headers, call.body()),
        call.timeout(),
        call.timeout(),
        call.verify(),
        call.followRedirects(),
        false,
        call.maxBytes());
  }

  @Override
  public void close() {
    clients.close();
  }
}
