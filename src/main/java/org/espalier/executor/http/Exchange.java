package org.espalier.executor.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
import org.espalier.executor.StopSwitch;
import org.espalier.executor.http.HttpReply.Answer;
import org.espalier.executor.http.HttpReply.NoAnswer;

/** One attempt: the request, the redirects it leads to, and how it ended. Used once. */
final class Exchange {
  private static final int MAX_REDIRECTS = 10;

  /** A URI cannot say what is asked for: it takes {@code //a} for a host, and refuses {@code |}. */
  private static final URI ROOT = URI.create("/");

  private final HttpClients clients;
  private final HttpCall call;
  private final StopSwitch stop = new StopSwitch();

  Exchange(HttpClients clients, HttpCall call) {
    this.clients = clients;
    this.call = call;
  }

  /** Makes the request, and those its redirects ask for. */
  HttpReply run(CancellationToken cancellation) throws InterruptedException {
    CancellationToken.Registration registration =
        cancellation.onCancel(() -> stop.fire(StopSwitch.Reason.CANCELLED));
    Future<?> deadline = clients.after(call.timeout(), () -> stop.fire(StopSwitch.Reason.TIMEOUT));
    try {
      return follow();
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted during " + call.first().describe());
      }
      return new NoAnswer(FailureOutcome.of(e, stop.reason(), call));
    } catch (IllegalStateException e) {
      return new NoAnswer(abortedAtABadMoment(e));
    } finally {
      deadline.cancel(false);
      registration.close();
    }
  }

  /** Between two of its steps the client meets an abort with this exception. */
  private ExecutionOutcome abortedAtABadMoment(IllegalStateException e) {
    if (stop.reason().isEmpty()) {
      throw e;
    }
    return FailureOutcome.of(new IOException(e), stop.reason(), call);
  }

  private Answer follow() throws IOException {
    Hop hop = call.first();
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      Answer response = sendOnLiveConnection(hop);
      Optional<String> location = response.redirect();
      if (!call.followRedirects() || location.isEmpty()) {
        return response;
      }
      hop = RedirectException.orNext(hop, response.status(), location.get());
    }
    throw new RedirectException(
        call.first().describe() + " led to more than " + MAX_REDIRECTS + " redirects.");
  }

  /**
   * A peer may close a kept connection just when it is used again, which says nothing about the
   * request; it is sent once more where that can do no harm (RFC 9110 section 9.2.2).
   */
  private Answer sendOnLiveConnection(Hop hop) throws IOException {
    HttpClientContext context = HttpClientContext.create();
    try {
      return send(hop, context);
    } catch (NoHttpResponseException | SocketException e) {
      EndpointDetails connection = context.getEndpointDetails();
      boolean reused = connection != null && connection.getRequestCount() > 1;
      if (reused && hop.isIdempotent() && stop.reason().isEmpty()) {
        return send(hop, HttpClientContext.create());
      }
      throw e;
    }
  }

  private Answer send(Hop hop, HttpClientContext context) throws IOException {
    HttpUriRequestBase wire = wire(hop);
    StopSwitch.Watch watch = stop.watch(wire::cancel);
    try {
      if (wire.isCancelled()) {
        throw new InterruptedIOException("aborted before it was sent");
      }
      return send(hop, wire, context);
    } finally {
      watch.close();
    }
  }

  private Answer send(Hop hop, HttpUriRequestBase wire, HttpClientContext context)
      throws IOException {
    try (HttpClients.Use use = clients.use(call.verify(), call.tls());
        ClassicHttpResponse response = use.client().executeOpen(hop.url().host(), wire, context)) {
      return read(response, hop, wire);
    }
  }

  /** Closing a response reads it to its end, so one that is given up is cut off before. */
  private Answer read(ClassicHttpResponse response, Hop hop, HttpUriRequestBase wire)
      throws IOException {
    boolean complete = false;
    try {
      Answer read = AnswerReader.read(response, hop, call);
      complete = !call.followRedirects() || read.redirect().isEmpty();
      return read;
    } finally {
      if (!complete) {
        wire.cancel();
      }
    }
  }

  private HttpUriRequestBase wire(Hop hop) {
    HttpUriRequestBase wire = new HttpUriRequestBase(hop.method(), ROOT);
    wire.setPath(hop.pathAndQuery());
    wire.setScheme(hop.url().host().getSchemeName());
    wire.setAuthority(new URIAuthority(hop.url().host().getHostName(), hop.url().host().getPort()));
    hop.headers().forEach(wire::setHeader);
    if (!wire.containsHeader("Accept-Encoding")) {
      wire.setHeader("Accept-Encoding", "gzip, deflate");
    }
    hop.body().ifPresent(bytes -> wire.setEntity(new ByteArrayEntity(bytes, null)));
    wire.setConfig(config());
    return wire;
  }

  /** The connect timeout is deprecated here, and nowhere else can it differ between requests. */
  @SuppressWarnings("deprecation")
  private RequestConfig config() {
    long timeout = call.timeout().toMillis();
    return RequestConfig.custom()
        .setConnectTimeout(call.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .setConnectionRequestTimeout(timeout, TimeUnit.MILLISECONDS)
        .setResponseTimeout(timeout, TimeUnit.MILLISECONDS)
        .setProtocolUpgradeEnabled(false)
        .build();
  }
}
