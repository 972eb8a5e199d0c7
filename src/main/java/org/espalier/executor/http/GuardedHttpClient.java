package org.espalier.executor.http;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.util.Timeout;

/**
 * A client whose connections go only where the egress guard allows: HTTP/1.1, no redirects, no
 * cookies, no proxy. Belongs to one attempt, whose end {@link #abort}s what is under way.
 * Thread-safe.
 */
public final class GuardedHttpClient extends HttpClient {
  private final CloseableHttpAsyncClient client;
  private final Runnable release;
  private final Duration connectTimeout;
  private final Consumer<HttpResponse.ResponseInfo> observer;
  private final Set<Runnable> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean aborted;

  GuardedHttpClient(
      CloseableHttpAsyncClient client,
      Runnable release,
      Duration connectTimeout,
      Consumer<HttpResponse.ResponseInfo> observer) {
    this.client = client;
    this.release = release;
    this.connectTimeout = connectTimeout;
    this.observer = observer;
  }

  /** Cuts off every request that is under way, and all that may come. Never blocks. */
  public void abort() {
    aborted = true;
    underWay.forEach(Runnable::run);
  }

  /** Aborts, and closes the connections that are the attempt's own. The end of the attempt. */
  public void release() {
    abort();
    release.run();
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    CompletableFuture<HttpResponse<T>> response = new CompletableFuture<>();
    RequestBytes.of(request)
        .whenComplete(
            (body, failure) -> {
              if (failure == null) {
                send(request, body, handler, response);
              } else {
                response.completeExceptionally(failure);
              }
            });
    return response;
  }

  private <T> void send(
      HttpRequest request,
      byte[] body,
      HttpResponse.BodyHandler<T> handler,
      CompletableFuture<HttpResponse<T>> response) {
    TargetUrl url = TargetUrl.of(request.uri());
    SimpleHttpRequest wire =
        new SimpleHttpRequest(request.method(), url.host(), url.pathAndQuery());
    request
        .headers()
        .map()
        .forEach((name, values) -> values.forEach(value -> wire.addHeader(name, value)));
    if (body.length > 0) {
      wire.setBody(body, ContentType.parse(contentType(request)));
    }
    wire.setConfig(config());
    ResponseReceiver<T> receiver = new ResponseReceiver<>(request, handler, observer, response);
    CutOff cutOff = new CutOff();
    Future<?> exchange =
        client.execute(
            url.host(),
            SimpleRequestProducer.create(wire),
            receiver,
            null,
            cutOff.context(),
            receiver);
    Runnable stop =
        () -> {
          exchange.cancel(true);
          cutOff.cut();
        };
    underWay.add(stop);
    receiver.ended().thenRun(() -> underWay.remove(stop));
    receiver.unwanted().thenRun(stop);
    cancelWithout(response, stop);
  }

  private static String contentType(HttpRequest request) {
    return request.headers().firstValue("Content-Type").orElse("application/octet-stream");
  }

  /** Nobody waits for a response that has failed or was cancelled. */
  private void cancelWithout(CompletableFuture<?> response, Runnable stop) {
    response.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            stop.run();
          }
        });
    if (aborted) {
      stop.run();
    }
  }

  /** The connect timeout is deprecated here, and nowhere else can it differ between requests. */
  @SuppressWarnings("deprecation")
  private RequestConfig config() {
    return RequestConfig.custom()
        .setConnectTimeout(connectTimeout.toMillis(), TimeUnit.MILLISECONDS)
        .setResponseTimeout(Timeout.DISABLED)
        .setProtocolUpgradeEnabled(false)
        .build();
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> pushes) {
    return sendAsync(request, handler);
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<T>> response = sendAsync(request, handler);
    try {
      return response.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      response.cancel(true);
    }
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return Optional.of(connectTimeout);
  }

  @Override
  public Redirect followRedirects() {
    return Redirect.NEVER;
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return Optional.empty();
  }

  @Override
  public SSLContext sslContext() {
    return TlsSockets.verifying();
  }

  @Override
  public SSLParameters sslParameters() {
    return sslContext().getDefaultSSLParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return Optional.empty();
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public Optional<Executor> executor() {
    return Optional.empty();
  }
}
