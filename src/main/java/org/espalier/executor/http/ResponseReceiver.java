package org.espalier.executor.http;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Passes one response from Apache's client to a body handler of the JDK. Used once. */
final class ResponseReceiver<T> implements AsyncResponseConsumer<Void>, FutureCallback<Void> {
  private static final System.Logger LOG = System.getLogger(ResponseReceiver.class.getName());
  private static final int WINDOW = 64 << 10;

  private final HttpRequest request;
  private final HttpResponse.BodyHandler<T> handler;
  private final Consumer<HttpResponse.ResponseInfo> observer;
  private final CompletableFuture<HttpResponse<T>> response;
  private final AtomicReference<@Nullable BodyDelivery> delivery = new AtomicReference<>();
  private final AtomicReference<@Nullable CapacityChannel> capacity = new AtomicReference<>();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private final CompletableFuture<Boolean> unwanted = new CompletableFuture<>();
  private volatile Runnable complete = () -> {};

  ResponseReceiver(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      Consumer<HttpResponse.ResponseInfo> observer,
      CompletableFuture<HttpResponse<T>> response) {
    this.request = request;
    this.handler = handler;
    this.observer = observer;
    this.response = response;
  }

  /** Completed when nothing more will come, whether all is well or not. */
  CompletableFuture<Boolean> ended() {
    return ended;
  }

  /** Completed when nobody wants what may still come. */
  CompletableFuture<Boolean> unwanted() {
    return unwanted;
  }

  @Override
  public void consumeResponse(
      org.apache.hc.core5.http.HttpResponse head,
      EntityDetails entity,
      HttpContext context,
      FutureCallback<Void> callback) {
    ResponseHead info = ResponseHead.of(head);
    observer.accept(info);
    HttpResponse.BodySubscriber<T> subscriber = handler.apply(info);
    BodyDelivery body = new BodyDelivery(subscriber, this::giveUp, this::delivered);
    delivery.set(body);
    complete = () -> callback.completed(null);
    subscriber.onSubscribe(body);
    subscriber
        .getBody()
        .whenComplete(
            (value, failure) -> {
              if (failure == null) {
                response.complete(new ReceivedResponse<>(request, info, value));
              } else {
                response.completeExceptionally(failure);
              }
            });
    if (entity == null) {
      streamEnd(List.of());
    }
  }

  private Optional<BodyDelivery> delivery() {
    return Optional.ofNullable(delivery.get());
  }

  private void giveUp() {
    unwanted.complete(true);
    response.completeExceptionally(new CancellationException("the response is not wanted"));
  }

  private void delivered(int bytes) {
    Optional.ofNullable(capacity.get()).ifPresent(channel -> grant(channel, bytes));
  }

  private static void grant(CapacityChannel channel, int bytes) {
    try {
      channel.update(bytes);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the connection ended", e);
    }
  }

  @Override
  public void updateCapacity(CapacityChannel channel) {
    if (capacity.getAndSet(channel) == null) {
      grant(channel, WINDOW);
    }
  }

  @Override
  public void consume(ByteBuffer source) {
    ByteBuffer part = ByteBuffer.allocate(source.remaining());
    part.put(source).flip();
    delivery().orElseThrow().add(part.asReadOnlyBuffer());
  }

  @Override
  public void streamEnd(List<? extends Header> trailers) {
    delivery().orElseThrow().end(Optional.empty());
    complete.run();
  }

  @Override
  public void informationResponse(
      org.apache.hc.core5.http.HttpResponse head, HttpContext context) {}

  @Override
  public void failed(Exception failure) {
    delivery().ifPresent(body -> body.end(Optional.of(failure)));
    response.completeExceptionally(failure);
    ended.complete(false);
  }

  @Override
  public void completed(Void nothing) {
    ended.complete(true);
  }

  @Override
  public void cancelled() {
    failed(new IOException("the request was aborted"));
  }

  @Override
  public void releaseResources() {}

  /** The response as the JDK shows it. */
  private record ReceivedResponse<T>(HttpRequest request, ResponseHead head, T body)
      implements HttpResponse<T> {
    @Override
    public int statusCode() {
      return head.statusCode();
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public java.net.http.HttpHeaders headers() {
      return head.headers();
    }

    @Override
    public Optional<javax.net.ssl.SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public java.net.URI uri() {
      return request.uri();
    }

    @Override
    public HttpClient.Version version() {
      return head.version();
    }
  }
}
