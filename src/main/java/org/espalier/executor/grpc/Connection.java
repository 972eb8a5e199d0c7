package org.espalier.executor.grpc;

import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The connection of one attempt. Made by one thread; {@link #cut} ends whatever it is doing from
 * another.
 */
final class Connection implements AutoCloseable {
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Channels channels;
  private final GrpcRequest request;
  private final Deadline deadline;
  private Optional<ManagedChannel> current = Optional.empty();
  private boolean cut;

  Connection(Channels channels, GrpcRequest request, Deadline deadline) {
    this.channels = channels;
    this.request = request;
    this.deadline = deadline;
  }

  /**
   * Connects to the first address that takes the connection. When none does, the last one's channel
   * is returned all the same: a call on it fails with the reason.
   */
  ManagedChannel open() throws GrpcException, InterruptedException {
    List<InetAddress> addresses = channels.addresses(request.server());
    for (InetAddress address : addresses.subList(0, addresses.size() - 1)) {
      ManagedChannel channel = use(channels.open(request, address));
      if (isReady(channel)) {
        return channel;
      }
      channel.shutdownNow();
    }
    ManagedChannel last = use(channels.open(request, addresses.get(addresses.size() - 1)));
    isReady(last);
    return last;
  }

  /** Whether the connection stands within the time there is for it. */
  private boolean isReady(ManagedChannel channel) throws InterruptedException {
    long left = deadline.timeRemaining(TimeUnit.NANOSECONDS);
    long end = System.nanoTime() + Math.min(left, request.connectTimeout().toNanos());
    ConnectivityState state = channel.getState(true);
    while (state == ConnectivityState.IDLE || state == ConnectivityState.CONNECTING) {
      CountDownLatch changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      if (!changed.await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        return false;
      }
      state = channel.getState(false);
    }
    return state == ConnectivityState.READY;
  }

  private ManagedChannel use(ManagedChannel channel) {
    synchronized (this) {
      current = Optional.of(channel);
      if (!cut) {
        return channel;
      }
    }
    channel.shutdownNow();
    return channel;
  }

  /** Ends every call on it, now and later. */
  void cut() {
    Optional<ManagedChannel> running;
    synchronized (this) {
      cut = true;
      running = current;
    }
    running.ifPresent(ManagedChannel::shutdownNow);
  }

  @Override
  public void close() {
    Optional<ManagedChannel> running;
    synchronized (this) {
      running = current;
    }
    if (running.isPresent()) {
      awaitClosed(running.get().shutdownNow());
    }
  }

  private static void awaitClosed(ManagedChannel channel) {
    try {
      channel.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
