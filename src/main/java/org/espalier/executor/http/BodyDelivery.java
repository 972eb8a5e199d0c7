package org.espalier.executor.http;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.IntConsumer;

/**
 * Hands the parts of a body to a subscriber as it asks for them. Thread-safe; the subscriber is
 * called by one thread at a time.
 */
final class BodyDelivery implements Flow.Subscription {
  private final Flow.Subscriber<List<ByteBuffer>> subscriber;
  private final Runnable onCancel;
  private final IntConsumer delivered;
  private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
  private long demand;
  private boolean ended;
  private boolean over;
  private boolean delivering;
  private Optional<Throwable> failure = Optional.empty();

  /**
   * Delivers nothing yet.
   *
   * @param onCancel runs when the subscriber wants no more
   * @param delivered takes the size of each part that was handed over
   */
  BodyDelivery(
      Flow.Subscriber<List<ByteBuffer>> subscriber, Runnable onCancel, IntConsumer delivered) {
    this.subscriber = subscriber;
    this.onCancel = onCancel;
    this.delivered = delivered;
  }

  void add(ByteBuffer part) {
    synchronized (this) {
      waiting.add(part);
    }
    deliver();
  }

  /** The body is complete, or has failed. */
  void end(Optional<Throwable> why) {
    synchronized (this) {
      if (!ended) {
        ended = true;
        failure = why;
      }
    }
    deliver();
  }

  @Override
  public void request(long n) {
    synchronized (this) {
      demand = n > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + n;
    }
    deliver();
  }

  @Override
  public void cancel() {
    synchronized (this) {
      over = true;
      waiting.clear();
    }
    onCancel.run();
  }

  private void deliver() {
    synchronized (this) {
      if (delivering) {
        return;
      }
      delivering = true;
    }
    Optional<Runnable> next = next();
    while (next.isPresent()) {
      next.get().run();
      next = next();
    }
  }

  /** What to do now; when there is nothing, delivering ends within the same lock. */
  private synchronized Optional<Runnable> next() {
    if (!over && !waiting.isEmpty() && demand > 0) {
      demand--;
      ByteBuffer part = waiting.remove();
      return Optional.of(() -> hand(part));
    }
    boolean last = !over && ended && (waiting.isEmpty() || failure.isPresent());
    if (last) {
      over = true;
      return Optional.of(this::finish);
    }
    delivering = false;
    return Optional.empty();
  }

  private void hand(ByteBuffer part) {
    int size = part.remaining();
    subscriber.onNext(List.of(part));
    delivered.accept(size);
  }

  private void finish() {
    failure.ifPresentOrElse(subscriber::onError, subscriber::onComplete);
  }
}
