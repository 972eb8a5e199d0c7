package org.espalier.executor.mcp;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Reads a body as text, whole or as much of it as is wanted. Used once, by one thread at a time.
 */
final class BodyReader implements HttpResponse.BodySubscriber<String> {
  private final int maxBytes;
  private final boolean isWhole;
  private final CompletableFuture<String> text = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Optional<Flow.Subscription> subscription = Optional.empty();

  private BodyReader(int maxBytes, boolean isWhole) {
    this.maxBytes = maxBytes;
    this.isWhole = isWhole;
  }

  /** All of it; more than that many bytes are a fault of the server. */
  static BodyReader whole(int maxBytes) {
    return new BodyReader(maxBytes, true);
  }

  /** The first bytes; the others are left out. */
  static BodyReader first(int maxBytes) {
    return new BodyReader(maxBytes, false);
  }

  @Override
  public CompletionStage<String> getBody() {
    return text;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = Optional.of(given);
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] part = new byte[Math.min(buffer.remaining(), maxBytes - bytes.size())];
      buffer.get(part);
      bytes.writeBytes(part);
      if (buffer.hasRemaining()) {
        full();
        return;
      }
    }
  }

  private void full() {
    if (isWhole) {
      text.completeExceptionally(ServerFaultException.tooLarge(maxBytes));
    } else {
      onComplete();
    }
    subscription.ifPresent(Flow.Subscription::cancel);
  }

  @Override
  public void onError(Throwable failure) {
    text.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    text.complete(bytes.toString(StandardCharsets.UTF_8));
  }
}
