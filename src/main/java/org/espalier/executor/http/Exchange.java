package org.espalier.executor.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.net.URIAuthority;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionOutcome;

/** One attempt: the request, the redirects it leads to, and how it ended. Used once. */
final class Exchange {
  private static final int MAX_REDIRECTS = 10;

  private final HttpClients clients;
  private final RestRequest request;
  private final AbortSwitch abort = new AbortSwitch();

  Exchange(HttpClients clients, RestRequest request) {
    this.clients = clients;
    this.request = request;
  }

  ExecutionOutcome run(CancellationToken cancellation) throws InterruptedException {
    return run(
        cancellation,
        response -> ResponseOutcome.of(response, request.failOnStatus()),
        outcome -> outcome);
  }

  /**
   * Makes the request.
   *
   * @param answered what becomes of a response, whatever its status
   * @param ended what becomes of an exchange without one
   */
  <T> T run(
      CancellationToken cancellation,
      Function<Response, T> answered,
      Function<ExecutionOutcome, T> ended)
      throws InterruptedException {
    CancellationToken.Registration registration =
        cancellation.onCancel(() -> abort.fire(AbortSwitch.Reason.CANCELLED));
    Future<?> deadline =
        clients.after(request.timeout(), () -> abort.fire(AbortSwitch.Reason.TIMEOUT));
    try {
      return answered.apply(follow());
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted during " + request.first().describe());
      }
      return ended.apply(FailureOutcome.of(e, abort.reason(), request));
    } catch (IllegalStateException e) {
      return ended.apply(abortedAtABadMoment(e));
    } finally {
      deadline.cancel(false);
      registration.close();
    }
  }

  /** Between two of its steps the client meets an abort with this exception. */
  private ExecutionOutcome abortedAtABadMoment(IllegalStateException e) {
    if (abort.reason().isEmpty()) {
      throw e;
    }
    return FailureOutcome.of(new IOException(e), abort.reason(), request);
  }

  private Response follow() throws IOException {
    Hop hop = request.first();
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      Response response = sendOnLiveConnection(hop);
      Optional<String> location = response.redirect();
      if (!request.followRedirects() || location.isEmpty()) {
        return response;
      }
      hop = RedirectException.orNext(hop, response.status(), location.get());
    }
    throw new RedirectException(
        request.first().describe() + " led to more than " + MAX_REDIRECTS + " redirects.");
  }

  /**
   * A peer may close a kept connection just when it is used again, which says nothing about the
   * request; it is sent once more where that can do no harm (RFC 9110 section 9.2.2).
   */
  private Response sendOnLiveConnection(Hop hop) throws IOException {
    HttpClientContext context = HttpClientContext.create();
    try {
      return send(hop, context);
    } catch (NoHttpResponseException | SocketException e) {
      EndpointDetails connection = context.getEndpointDetails();
      boolean reused = connection != null && connection.getRequestCount() > 1;
      if (reused && hop.isIdempotent() && abort.reason().isEmpty()) {
        return send(hop, HttpClientContext.create());
      }
      throw e;
    }
  }

  private Response send(Hop hop, HttpClientContext context) throws IOException {
    HttpUriRequestBase wire = wire(hop);
    abort.watch(wire);
    if (wire.isCancelled()) {
      throw new InterruptedIOException("aborted before it was sent");
    }
    try (ClassicHttpResponse response =
        clients.client(request.verify()).executeOpen(hop.url().host(), wire, context)) {
      return read(response, hop, wire);
    }
  }

  /** Closing a response reads it to its end, so one that is given up is cut off before. */
  private Response read(ClassicHttpResponse response, Hop hop, HttpUriRequestBase wire)
      throws IOException {
    boolean complete = false;
    try {
      Response read = Response.read(response, hop, request);
      complete = !request.followRedirects() || read.redirect().isEmpty();
      return read;
    } finally {
      if (!complete) {
        wire.cancel();
      }
    }
  }

  private HttpUriRequestBase wire(Hop hop) {
    HttpUriRequestBase wire = new HttpUriRequestBase(hop.method(), URI.create(hop.pathAndQuery()));
    wire.setScheme(hop.url().host().getSchemeName());
    wire.setAuthority(new URIAuthority(hop.url().host().getHostName(), hop.url().host().getPort()));
    hop.headers().forEach(wire::setHeader);
    hop.body().ifPresent(bytes -> wire.setEntity(new ByteArrayEntity(bytes, null)));
    wire.setConfig(config());
    return wire;
  }

  /** The connect timeout is deprecated here, and nowhere else can it differ between requests. */
  @SuppressWarnings("deprecation")
  private RequestConfig config() {
    long timeout = request.timeout().toMillis();
    return RequestConfig.custom()
        .setConnectTimeout(request.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .setConnectionRequestTimeout(timeout, TimeUnit.MILLISECONDS)
        .setResponseTimeout(timeout, TimeUnit.MILLISECONDS)
        .setProtocolUpgradeEnabled(false)
        .build();
  }
}
