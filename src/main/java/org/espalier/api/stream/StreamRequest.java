package org.espalier.api.stream;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.api.feed.EventTarget;
import org.espalier.api.http.MappedPath;
import org.espalier.api.http.QueryParameters;
import org.espalier.event.EventPosition;
import org.espalier.event.TaskEvent;
import org.jspecify.annotations.Nullable;

/** Reads what a client wants to see, and from where on. */
final class StreamRequest {
  static final String ALL_PATH = "/api/events";
  static final String LAST_ID_HEADER = "Last-Event-ID";

  private static final Pattern RUN_PATH = Pattern.compile("/api/runs/([^/]+)/events");
  private static final String LAST_ID_PARAMETER = "last_event_id";
  private static final String ID_FORM = "the 'id' of an event";

  private final HttpServletRequest request;
  private final QueryParameters parameters;

  StreamRequest(HttpServletRequest request) {
    this.request = request;
    this.parameters =
        new QueryParameters(
            name -> {
              String[] values = request.getParameterValues(name);
              return values == null ? List.of() : List.of(values);
            });
  }

  /** Whether the path is that of a stream. */
  static boolean isForStream(HttpServletRequest request) {
    String path = MappedPath.of(request);
    return path.equals(ALL_PATH) || RUN_PATH.matcher(path).matches();
  }

  /** The id in the path, as it is written there; empty for the stream of all runs. */
  Optional<String> runId() {
    Matcher matcher = RUN_PATH.matcher(MappedPath.of(request));
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * The position the client came with; empty when it has none. The header goes before the
   * parameter, which clients use that cannot set headers.
   */
  Optional<EventPosition> lastEvent() {
    @Nullable String header = request.getHeader(LAST_ID_HEADER);
    if (header == null || header.isEmpty()) {
      return parameters.read(LAST_ID_PARAMETER, ID_FORM, EventPosition::parse);
    }
    Optional<EventPosition> position = EventPosition.parse(header);
    if (position.isEmpty()) {
      parameters.fault(LAST_ID_HEADER, ID_FORM, header);
    }
    return position;
  }

  /** Whether a client without a position wants everything there ever was. */
  boolean isFromStart() {
    return parameters
        .read(
            "from",
            "start or now",
            text -> FROM.contains(text) ? Optional.of(text) : Optional.empty())
        .filter("start"::equals)
        .isPresent();
  }

  private static final Set<String> FROM = Set.of("start", "now");

  /** Which events of all runs the client wants. */
  EventTarget.AllRuns allRuns() {
    Set<String> types = parameters.list("types");
    types.stream()
        .filter(type -> !TaskEvent.TYPES.contains(type))
        .forEach(
            type ->
                parameters.fault("types", "names of " + String.join(", ", TaskEvent.TYPES), type));
    return new EventTarget.AllRuns(types, parameters.id("tree_id"));
  }

  /**
   * Ends the reading.
   *
   * @throws org.espalier.api.problem.RequestRefusedException when something is wrong
   */
  void refuseIfFaulty() {
    parameters.refuseIfFaulty();
  }
}
