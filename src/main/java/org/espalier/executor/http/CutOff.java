package org.espalier.executor.http;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.jspecify.annotations.Nullable;

/**
 * Closes the connection of one request, wherever the request is. The client's own future does not
 * always: where a connection was leased at once it may be left pointing to the lease. Thread-safe.
 */
final class CutOff {
  private static final String ATTRIBUTE = "espalier.cut-off";

  private final AtomicReference<@Nullable AsyncExecRuntime> runtime = new AtomicReference<>();
  private volatile boolean isCut;

  /** The context of a request that this one is to cut off. */
  HttpClientContext context() {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(ATTRIBUTE, this);
    return context;
  }

  /** Closes the connection, now or as soon as there is one. */
  void cut() {
    isCut = true;
    Optional.ofNullable(runtime.get()).ifPresent(AsyncExecRuntime::discardEndpoint);
  }

  /** The part of a client's chain that notes the connection of a request whose context has one. */
  static void register(
      HttpRequest request,
      AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      throws HttpException, IOException {
    if (scope.clientContext.getAttribute(ATTRIBUTE) instanceof CutOff cutOff) {
      cutOff.runtime.set(scope.execRuntime);
      if (cutOff.isCut) {
        throw new IOException("the request was aborted");
      }
    }
    chain.proceed(request, body, scope, callback);
  }
}
