package org.espalier.webhook;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.engine.node.NodeService;
import org.espalier.event.EventLog;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.HttpCalls;
import org.espalier.security.Secrets;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.settings.WebhookSettings;
import org.espalier.thread.Poller;
import org.jspecify.annotations.Nullable;

/**
 * Tells receivers how their runs go. One thread looks for runs that have something to tell and
 * claims them in the database, so that one node tells each; a few more make the calls. What could
 * not be told yet is due again later, whatever happens to this server meanwhile. Thread-safe.
 */
@ApplicationScoped
public class WebhookDeliveries implements NodeService {
  /** Between two looks, however often events are appended. */
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

  private static final long STOP_PATIENCE_SECONDS = 5;

  private Database database;
  private EventLog events;
  private SteadyClock clock;
  private WebhookSettings settings;
  private EgressGuard guard;
  private WebhookCall call;
  private final Poller poller = new Poller("espalier-webhooks", this::look);
  private final Runnable onAppend = this::eventsAppended;
  private final AtomicInteger busy = new AtomicInteger();
  private final CancellationToken stop = new CancellationToken();
  private volatile boolean isAnyOpen;
  private @Nullable ThreadPoolExecutor callers;
  private HttpCalls http;

  /** For CDI only. */
  protected WebhookDeliveries() {}

  @Inject
  public WebhookDeliveries(
      Database database,
      EventLog events,
      SteadyClock clock,
      EspalierSettings settings,
      EgressGuard guard,
      Secrets secrets) {
    this.database = database;
    this.events = events;
    this.clock = clock;
    this.settings = settings.webhook();
    this.guard = guard;
    this.call = new WebhookCall(settings.webhook().secret(), secrets::find);
  }

  @PostConstruct
  @SuppressWarnings("NullAway.Init")
  void open() {
    http = new HttpCalls(guard);
  }

  @PreDestroy
  void close() {
    http.close();
  }

  @Override
  public void start(ThreadFactory threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            settings.threads(),
            settings.threads(),
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads);
    pool.allowCoreThreadTimeOut(true);
    callers = pool;
    events.onAppend(onAppend);
    poller.start(threads);
  }

  @Override
  public void stop() {
    events.removeListener(onAppend);
    poller.stop();
    ThreadPoolExecutor pool = callers;
    if (pool == null) {
      return;
    }
    // Calls are ended by the token and not by interrupts, at which H2 would close its file.
    stop.cancel(CancellationReason.SHUTDOWN);
    pool.shutdown();
    try {
      pool.awaitTermination(STOP_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called on the committing thread. While nobody wants to be told anything it costs nothing. */
  private void eventsAppended() {
    if (isAnyOpen) {
      poller.wake();
    }
  }

  private Duration look() throws SQLException {
    isAnyOpen = database.transaction(WebhookStore::isAnyOpen);
    int free = settings.threads() - busy.get();
    if (isAnyOpen && free > 0) {
      Instant now = clock.instant();
      for (OpenWebhook webhook : database.transaction(c -> WebhookStore.claim(c, now, free))) {
        busy.incrementAndGet();
        callPool().execute(() -> tell(webhook));
      }
    }
    clock.timer().pause(SHORTEST_PAUSE.toNanos());
    return settings.interval();
  }

  private ThreadPoolExecutor callPool() {
    ThreadPoolExecutor pool = callers;
    if (pool == null) {
      throw new IllegalStateException("not started");
    }
    return pool;
  }

  private void tell(OpenWebhook webhook) {
    try {
      new WebhookTeller(database, events, clock, settings, call, http, stop).tell(webhook);
    } finally {
      busy.decrementAndGet();
      poller.wake();
    }
  }

  /**
   * The calls made about a run, oldest first.
   *
   * @param after behind the call with this id; 0 for all
   */
  public List<Delivery> of(UUID runId, long after, int limit) {
    try {
      return database.transaction(c -> WebhookStore.deliveries(c, runId, after, limit));
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
  }
}
