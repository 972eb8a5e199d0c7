package org.espalier.api.feed;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.event.CommitOrder;
import org.espalier.event.EventLog;
import org.espalier.event.EventPosition;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.StreamSettings;
import org.espalier.thread.UndyingThread;
import org.jspecify.annotations.Nullable;

/**
 * The open streams of this node and the one thread that feeds them. Thread-safe.
 *
 * <p>The thread sleeps while nobody watches. Otherwise it looks at the log when this node has
 * appended to it, and now and then for what other nodes did.
 */
@ApplicationScoped
public class EventStreams {
  private static final System.Logger LOG = System.getLogger(EventStreams.class.getName());

  /** Under load several commits are read at once. */
  private static final long MIN_PAUSE_NANOS = Duration.ofMillis(1).toNanos();

  private static final long GAP_PAUSE_NANOS = Duration.ofMillis(10).toNanos();
  private static final int CATCH_UP_THREADS = 2;

  @Inject EventLog log;
  @Inject CommitOrder order;
  @Inject EspalierSettings allSettings;

  @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
  ManagedThreadFactory threads;

  private final Subscribers subscribers = new Subscribers();
  private final Set<EventChannel> channels = ConcurrentHashMap.newKeySet();
  private final AtomicInteger watchers = new AtomicInteger();
  private final Runnable onAppend = this::wake;
  private StreamSettings settings;
  private EventSource source;
  private EventTail tail;
  private ThreadPoolExecutor catchUps;
  private volatile @Nullable Thread feeder;
  private volatile boolean isAwake;
  private volatile boolean isClosed;

  /** For the container, which sets the fields. */
  public EventStreams() {}

  @PostConstruct
  void prepare() {
    settings = allSettings.stream();
    source = new StoredEvents(log, order);
    tail = new EventTail(source, subscribers);
    catchUps =
        new ThreadPoolExecutor(
            CATCH_UP_THREADS,
            CATCH_UP_THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads);
    catchUps.allowCoreThreadTimeOut(true);
    log.onAppend(onAppend);
  }

  /**
   * Reserves a place for one more stream; {@link #leave} gives it back.
   *
   * @throws RequestRefusedException when there is none
   */
  public void enter() {
    synchronized (this) {
      if (isClosed || watchers.get() >= settings.maxSubscribers()) {
        throw new RequestRefusedException(
            ErrorCode.UNAVAILABLE,
            "This node has %d event streams open and takes no more; try again later."
                .formatted(watchers.get()));
      }
      if (watchers.get() == 0) {
        tail.begin();
      }
      watchers.incrementAndGet();
      startFeeder();
    }
  }

  /** Gives back the place of a stream that is over. */
  public void leave() {
    watchers.decrementAndGet();
  }

  /** Where a stream begins that wants only what happens from now on. */
  public EventPosition now() {
    return new EventPosition(tail.settled(), Integer.MAX_VALUE);
  }

  /**
   * Whether the log has come as far as a position that a client names. One it has not is of another
   * log, such as that of a database before it was restored, and would be waited for without end.
   */
  public boolean isKnown(EventPosition position) {
    return position.row() <= source.lastRow();
  }

  /** Whether a run has an event behind a position. */
  public boolean hasMore(UUID runId, EventPosition position) {
    return source.read(runId, position.row(), 2).stream()
        .flatMap(row -> EventFrame.of(row).stream())
        .anyMatch(frame -> frame.position().compareTo(position) > 0);
  }

  /** Opens a stream whose place was reserved; it shows the events as they are. */
  public void open(EventTarget target, EventPosition position, EventChannel channel) {
    open(target, position, channel, channel);
  }

  /**
   * Opens a stream whose place was reserved.
   *
   * @param outlet where the events go, and from there in another form to the channel
   */
  public void open(
      EventTarget target, EventPosition position, EventChannel channel, Outlet outlet) {
    Subscription subscription =
        new Subscription(source, target, position, outlet, settings.bufferEvents(), tail::settled);
    subscribers.add(subscription);
    channels.add(channel);
    try {
      channel.open(() -> catchUpLater(subscription, channel), () -> forget(subscription, channel));
    } catch (RuntimeException e) {
      channel.abort();
      throw e;
    }
    catchUp(subscription, channel);
    if (isClosed) {
      channel.abort();
    }
  }

  /** Does something for a stream, soon, on a thread where it may wait for the database. */
  public void execute(Runnable work) {
    if (!isClosed) {
      catchUps.execute(work);
    }
  }

  private void forget(Subscription subscription, EventChannel channel) {
    subscribers.remove(subscription);
    channels.remove(channel);
    leave();
  }

  private void catchUpLater(Subscription subscription, EventChannel channel) {
    if (!isClosed) {
      catchUps.execute(() -> catchUp(subscription, channel));
    }
  }

  private static void catchUp(Subscription subscription, EventChannel channel) {
    try {
      subscription.catchUp();
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "an event stream cannot read on and is closed; its client may resume it",
          e);
      channel.abort();
    }
  }

  private void startFeeder() {
    if (feeder == null) {
      feeder = UndyingThread.start(threads, "espalier-events", this::feed);
    }
    LockSupport.unpark(feeder); // whatever isAwake says: the thread may be about to park
  }

  private void wake() {
    if (watchers.get() > 0 && !isAwake) {
      isAwake = true;
      LockSupport.unpark(feeder);
    }
  }

  private void feed() {
    long keptAliveAt = System.nanoTime();
    while (!isClosed) {
      if (watchers.get() == 0) {
        isAwake = false;
        LockSupport.park(this);
        continue;
      }
      isAwake = false;
      boolean isHeld = pollSafely();
      long now = System.nanoTime();
      if (now - keptAliveAt > settings.keepAlive().toNanos() / 4) {
        keptAliveAt = now;
        channels.forEach(channel -> channel.keepAlive(now, settings.keepAlive().toNanos()));
      }
      pause(isHeld);
    }
  }

  private boolean pollSafely() {
    try {
      return tail.poll(System.nanoTime());
    } catch (EspalierException e) {
      LOG.log(System.Logger.Level.DEBUG, "the event log cannot be read just now", e);
      return false;
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "handing out events failed; going on", e);
      return false;
    }
  }

  private void pause(boolean isHeld) {
    long end = System.nanoTime() + MIN_PAUSE_NANOS;
    for (long left = MIN_PAUSE_NANOS; left > 0 && !isClosed; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
    if (!isAwake && !isClosed) {
      long longest = settings.pollInterval().toNanos();
      LockSupport.parkNanos(this, isHeld ? Math.min(GAP_PAUSE_NANOS, longest) : longest);
    }
  }

  /** Ends all streams. */
  @PreDestroy
  void close() {
    isClosed = true;
    log.removeListener(onAppend);
    catchUps.shutdownNow();
    LockSupport.unpark(feeder);
    channels.forEach(EventChannel::abort);
  }
}
