package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.espalier.api.feed.EventChannel;
import org.espalier.api.feed.EventStreams;
import org.espalier.api.feed.EventTarget;
import org.espalier.event.EventPosition;
import org.espalier.json.Json;
import org.espalier.tree.TaskRepository;

/**
 * Opens streams of a run's events in the form of the reference implementation: the answer of the
 * call first, then an object per event, {@code stream_end} last. The run does not depend on its
 * stream. Thread-safe.
 */
@ApplicationScoped
public class RpcEvents {
  @Inject EventStreams streams;
  @Inject TaskRepository tasks;

  /** For the container, which sets the fields. */
  public RpcEvents() {}

  /**
   * Reserves a place, before there is anything to stream.
   *
   * @throws org.espalier.api.problem.RequestRefusedException when there is none
   */
  public void reserve() {
    streams.enter();
  }

  /** Gives back a place for which nothing came to be streamed. */
  public void giveBack() {
    streams.leave();
  }

  /** Answers with a stream, for which a place was reserved. */
  void stream(
      JsonNode answer,
      RpcResult.Events events,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    EventChannel channel;
    try {
      response.setContentType("text/event-stream; charset=utf-8");
      response.setHeader("Cache-Control", "no-cache");
      response.setHeader("X-Accel-Buffering", "no");
      AsyncContext context = request.startAsync(request, response);
      context.setTimeout(0);
      channel = new EventChannel(context, response.getOutputStream(), data(answer));
    } catch (RuntimeException | IOException e) {
      streams.leave();
      throw e;
    }
    RunStream outlet =
        new RunStream(
            channel, new RunEventForm(events.rootId(), tasks::tasksWith), streams::execute);
    streams.open(
        new EventTarget.OneRun(events.runId(), false), EventPosition.START, channel, outlet);
  }

  static String data(JsonNode json) {
    return "data: " + Json.write(json) + "\n\n";
  }
}
