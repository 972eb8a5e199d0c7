package org.espalier.api.stream;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.api.feed.EventChannel;
import org.espalier.api.feed.EventStreams;
import org.espalier.api.feed.EventTarget;
import org.espalier.api.http.Ids;
import org.espalier.api.problem.Problems;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.store.RunNotFoundException;
import org.espalier.event.EventPosition;
import org.espalier.json.Json;
import org.espalier.wire.Problem;

/**
 * Serves {@code GET /api/runs/{id}/events} and {@code GET /api/events}; everything else below these
 * paths it passes on. A filter, because JAX-RS has no writing without a thread.
 */
@WebFilter(
    urlPatterns = {"/api/events", "/api/runs/*"},
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC},
    asyncSupported = true)
public class EventStreamFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String GREETING = "retry: 1000\n: connected\n\n";
  private static final String ALLOWED = "GET, HEAD, OPTIONS";

  @Inject transient EventStreams streams;
  @Inject transient RunRepository runs;

  /** For the container, which sets the fields. */
  public EventStreamFilter() {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!StreamRequest.isForStream(request)) {
      chain.doFilter(request, response);
      return;
    }
    try {
      switch (request.getMethod()) {
        case "GET" -> stream(request, response);
        case "HEAD" -> describe(response);
        case "OPTIONS" -> response.setHeader("Allow", ALLOWED);
        default -> refuseMethod(request, response);
      }
    } catch (RuntimeException e) {
      write(Problems.of(e, request.getRequestURI()), response);
    }
  }

  private void stream(HttpServletRequest request, HttpServletResponse response) throws IOException {
    StreamRequest asked = new StreamRequest(request);
    EventTarget target = target(asked);
    Optional<EventPosition> named = asked.lastEvent();
    boolean isFromStart = asked.isFromStart() || target instanceof EventTarget.OneRun;
    asked.refuseIfFaulty();
    Optional<EventPosition> last = named.filter(streams::isKnown);
    if (isOverBehind(target, last)) {
      // WHATWG HTML, 9.2.3: the answer that a browser does not take for a reason to come back.
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    streams.enter();
    EventChannel channel;
    try {
      describe(response);
      AsyncContext context = request.startAsync(request, response);
      context.setTimeout(0);
      channel = new EventChannel(context, response.getOutputStream(), GREETING);
    } catch (RuntimeException | IOException e) {
      streams.leave();
      throw e;
    }
    EventPosition start = isFromStart ? EventPosition.START : streams.now();
    streams.open(target, last.orElse(start), channel);
  }

  /** Whether a run is over and the client has had its last event. */
  private boolean isOverBehind(EventTarget target, Optional<EventPosition> last) {
    return target instanceof EventTarget.OneRun run
        && run.isOver()
        && last.isPresent()
        && !streams.hasMore(run.runId(), last.get());
  }

  private EventTarget target(StreamRequest asked) {
    if (asked.runId().isEmpty()) {
      return asked.allRuns();
    }
    String text = asked.runId().get();
    UUID id = Ids.parse(text).orElseThrow(() -> new RunNotFoundException(text));
    return new EventTarget.OneRun(id, runs.require(id).status().isTerminal());
  }

  private static void describe(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
  }

  private static void refuseMethod(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Allow", ALLOWED);
    String path = request.getRequestURI();
    write(
        Problems.of(ErrorCode.METHOD_NOT_ALLOWED, "The path " + path + " can only be read.", path),
        response);
  }

  private static void write(Problem problem, HttpServletResponse response) throws IOException {
    byte[] body =
        Json.write(Json.valueOf(problem)).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    if (problem.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
      response.setHeader("Retry-After", Integer.toString(Problems.RETRY_AFTER_SECONDS));
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
