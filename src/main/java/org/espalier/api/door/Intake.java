package org.espalier.api.door;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.espalier.ErrorCode;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.executor.SchemaWork;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.HttpSettings;

/**
 * Has requests served when their body is there and it is their turn, and not before: until then
 * they hold no thread. A small body is there with its head, and its request goes on at once.
 * Thread-safe.
 */
@ApplicationScoped
public class Intake {
  private static final System.Logger LOG = System.getLogger(Intake.class.getName());
  private static final long TICK_MILLIS = 250;
  private static final long MAX_SWALLOWED_BYTES = 64L << 20;

  @Inject EspalierSettings settings;
  @Inject Refusals refusals;

  @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
  ManagedThreadFactory threads;

  private final Set<BodyReading> readings = ConcurrentHashMap.newKeySet();
  private HttpSettings http;
  private BodyRoom room;
  private BodyPace pace;
  private Turns turns;
  private ScheduledExecutorService clock;

  /** For the container, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public Intake() {}

  @PostConstruct
  void open() {
    http = settings.http();
    room = new BodyRoom(http.bodiesBytes());
    pace = new BodyPace(http.bodyTimeout(), http.bodyBytesPerSecond(), http.bodyGrace());
    turns = new Turns(http.maxRequests());
    clock = Executors.newSingleThreadScheduledExecutor(threads);
    clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void close() {
    clock.shutdownNow();
  }

  private void tick() {
    try {
      long now = System.nanoTime();
      readings.removeIf(reading -> reading.isOverAt(now));
      turns.takeOverdue(now).forEach(waiting -> giveUp((WaitingRequest) waiting));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the clock of requests", e);
    }
  }

  /** A request comes in. */
  void receive(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Visit visit =
        new Visit(
            new ReceivedBody(room, settings.limits().maxBodyBytes(), http.maxBodyValues()), turns);
    if (!JsonType.hasBody(request)) {
      enter(visit, request, response, chain);
    } else if (isThere(request)) {
      readNow(visit, request);
      enter(visit, request, response, chain);
    } else {
      requireAsync(request, "This path takes no body.", ErrorCode.METHOD_NOT_ALLOWED);
      readAsItComes(visit, request);
    }
  }

  private boolean isThere(HttpServletRequest request) throws IOException {
    long announced = request.getContentLengthLong();
    return announced >= 0
        && announced <= settings.limits().maxBodyBytes()
        && request.getInputStream().available() >= announced;
  }

  private static void readNow(Visit visit, HttpServletRequest request) throws IOException {
    InputStream in = request.getInputStream();
    byte[] bytes = in.readNBytes((int) request.getContentLengthLong());
    try {
      visit.body().append(bytes, bytes.length);
      visit.body().weigh();
    } catch (RequestRefusedException e) {
      visit.close();
      throw e;
    }
  }

  private void readAsItComes(Visit visit, HttpServletRequest request) throws IOException {
    long announced = request.getContentLengthLong();
    boolean isTooLarge = announced > settings.limits().maxBodyBytes();
    boolean isAsking = request.getHeader("Expect") != null;
    if (isTooLarge && (isAsking || announced > MAX_SWALLOWED_BYTES)) {
      throw visit.body().tooLarge();
    }
    AsyncContext context = leaveThread(request, visit);
    Thread opener = Thread.currentThread();
    BodyReading reading =
        new BodyReading(context, visit, pace, refusals, () -> await(context, visit, opener));
    if (isTooLarge) {
      reading.refuse(visit.body().tooLarge());
    }
    readings.add(reading);
    reading.start();
  }

  private void enter(
      Visit visit, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (turns.enter()) {
      visit.enter();
      serve(visit, request, response, chain);
      return;
    }
    requireAsync(request, "Too many requests are being served just now.", ErrorCode.UNAVAILABLE);
    await(leaveThread(request, visit), visit, Thread.currentThread());
  }

  /** Gives the thread back; whatever becomes of the request, its visit ends with it. */
  private static AsyncContext leaveThread(HttpServletRequest request, Visit visit) {
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    context.addListener(new VisitEnd(visit));
    return context;
  }

  private void await(AsyncContext context, Visit visit, Thread opener) {
    context.getRequest().setAttribute(Visit.ATTRIBUTE, visit);
    long deadline = System.nanoTime() + http.patience().toNanos();
    WaitingRequest waiting = new WaitingRequest(context, visit, deadline, opener, clock);
    if (!turns.await(waiting)) {
      giveUp(waiting);
    }
  }

  /** It waited long enough, or there is no place left to wait at. */
  private void giveUp(WaitingRequest waiting) {
    waiting.visit().close();
    try {
      refusals.write(
          new RequestRefusedException(
              ErrorCode.UNAVAILABLE,
              "Too many requests are being served just now; nothing was changed. Try again shortly."),
          (HttpServletRequest) waiting.context().getRequest(),
          (HttpServletResponse) waiting.context().getResponse());
      waiting.context().complete();
    } catch (IOException | IllegalStateException e) {
      // Its client is gone.
      return;
    }
  }

  /** A request whose turn it is. */
  static void serve(
      Visit visit, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    SchemaWork work = SchemaWork.begin();
    try (visit;
        work) {
      boolean hasBody = visit.body().length() > 0;
      chain.doFilter(hasBody ? new ReceivedRequest(request, visit.body()) : request, response);
    }
  }

  private static void requireAsync(HttpServletRequest request, String otherwise, ErrorCode code) {
    if (!request.isAsyncSupported()) {
      throw new RequestRefusedException(code, otherwise);
    }
  }
}
