package org.espalier.executor.http;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Takes all of a request's body from its publisher. */
final class RequestBytes implements Flow.Subscriber<ByteBuffer> {
  private final HttpResponse.BodySubscriber<byte[]> collector =
      HttpResponse.BodySubscribers.ofByteArray();

  private RequestBytes() {}

  /** The body; empty for a request without one. */
  static CompletionStage<byte[]> of(HttpRequest request) {
    if (request.bodyPublisher().isEmpty()) {
      return CompletableFuture.completedStage(new byte[0]);
    }
    RequestBytes bytes = new RequestBytes();
    request.bodyPublisher().get().subscribe(bytes);
    return bytes.collector.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    collector.onSubscribe(subscription);
  }

  @Override
  public void onNext(ByteBuffer part) {
    collector.onNext(List.of(part));
  }

  @Override
  public void onError(Throwable failure) {
    collector.onError(failure);
  }

  @Override
  public void onComplete() {
    collector.onComplete();
  }
}
