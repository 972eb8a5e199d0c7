package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.it.Api.problem;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.espalier.event.EventPosition;
import org.espalier.json.Json;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DeployedServer.class)
@RunAsClient
@Timeout(600)
class EventStreamIT {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String PAIR =
      """
      {'tasks':[{'id':'b','name':'b','schemas':{'method':'echo_executor'},'dependencies':['a']},
       {'id':'a','name':'a','parent_id':'b','schemas':{'method':'echo_executor'}}]}
      """;

  private record Event(String id, String type, JsonNode data) {}

  private final URI server;
  private final Api api;
  private final Http http;

  EventStreamIT(URI server) {
    this.server = server;
    this.http = new Http(server);
    this.api = new Api(http);
  }

  /** An open stream. */
  private static final class Stream implements AutoCloseable {
    final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    Stream(HttpResponse<InputStream> response) {
      this.response = response;
      this.lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** Reads events until one that is the last, or the server ends the stream. */
    List<Event> readUntil(Predicate<Event> isLast) throws IOException {
      List<Event> events = new ArrayList<>();
      String id = "";
      String type = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          Event event = new Event(id, type, Json.readForeign(line.substring(6)));
          events.add(event);
          if (isLast.test(event)) {
            return events;
          }
        }
      }
      return events;
    }

    List<Event> readToTheEnd() throws IOException {
      return readUntil(event -> false);
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  private Stream open(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> response = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new Stream(response);
  }

  private static String eventsOf(JsonNode tree) {
    return "/api/runs/" + tree.at("/run/id").textValue() + "/events";
  }

  @Test
  void showsARunFromItsFirstEventToItsEnd() throws Exception {
    JsonNode tree = api.submit(PAIR);

    try (Stream stream = open(eventsOf(tree))) {
      assertThat(stream.response.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      assertThat(stream.response.headers().firstValue("X-Accel-Buffering")).contains("no");
      List<Event> events = stream.readToTheEnd();

      assertThat(events)
          .extracting(Event::type)
          .containsExactly(
              "run.started",
              "task.started",
              "task.completed",
              "task.started",
              "task.completed",
              "run.ended");
      assertThat(events)
          .allSatisfy(
              event -> {
                assertThat(event.data().get("type").textValue()).isEqualTo(event.type());
                assertThat(event.data().get("run_id")).isEqualTo(tree.at("/run/id"));
                assertThat(event.data().get("tree_id")).isEqualTo(tree.get("id"));
                assertThat(event.data().has("progress")).isTrue();
                assertThat(event.data().get("at").textValue()).endsWith("Z");
              });
      assertThat(events.get(2).data().get("task_id")).isEqualTo(Api.task(tree, "a").get("id"));
    }
  }

  @Test
  void resumesBehindEveryEventWithoutGapOrDuplicate() throws Exception {
    JsonNode tree = api.submit(PAIR);
    api.await(tree.get("run"), "completed");
    List<Event> all;
    try (Stream stream = open(eventsOf(tree))) {
      all = stream.readToTheEnd();
    }

    for (int i = 0; i < all.size() - 1; i++) {
      String id = all.get(i).id();
      try (Stream byHeader = open(eventsOf(tree), "Last-Event-ID", id);
          Stream byParameter = open(eventsOf(tree) + "?last_event_id=" + id)) {
        assertThat(byHeader.readToTheEnd()).isEqualTo(all.subList(i + 1, all.size()));
        assertThat(byParameter.readToTheEnd()).isEqualTo(all.subList(i + 1, all.size()));
      }
    }
  }

  @Test
  void tellsABrowserNotToComeBackBehindTheLastEventOfARun() throws Exception { // #19
    JsonNode tree = api.submit(PAIR);
    api.await(tree.get("run"), "completed");
    List<Event> all;
    try (Stream stream = open(eventsOf(tree))) {
      all = stream.readToTheEnd();
    }
    String last = all.get(all.size() - 1).id();
    assertThat(http.get(eventsOf(tree) + "?last_event_id=" + last).status()).isEqualTo(204);
  }

  @Test
  void anIdThatTheLogHasNotComeToCountsAsNone() throws Exception { // #19
    JsonNode tree = api.submit(PAIR);
    api.await(tree.get("run"), "completed");
    try (Stream stream = open(eventsOf(tree));
        Stream future = open(eventsOf(tree), "Last-Event-ID", "999999999999999-0")) {
      assertThat(future.readToTheEnd()).isEqualTo(stream.readToTheEnd());
    }
  }

  @Test
  void showsAllRunsFromNowOnAndResumes() throws Exception {
    api.await(api.submit(PAIR).get("run"), "completed");
    List<Event> live;
    String last;
    try (Stream stream = open("/api/events")) {
      List<JsonNode> trees = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        trees.add(api.submit(PAIR));
      }
      last = trees.get(19).at("/run/id").textValue();
      live = stream.readUntil(endOf(last));
      List<String> ended =
          live.stream()
              .filter(event -> event.type().equals("run.ended"))
              .map(event -> event.data().get("run_id").textValue())
              .toList();
      assertThat(ended).contains(last).doesNotHaveDuplicates();
    }
    assertThat(live).extracting(Event::id).doesNotHaveDuplicates();
    assertThat(live).extracting(event -> EventPosition.parse(event.id()).orElseThrow()).isSorted();

    int middle = live.size() / 2;
    try (Stream stream = open("/api/events", "Last-Event-ID", live.get(middle).id())) {
      assertThat(stream.readUntil(endOf(last))).isEqualTo(live.subList(middle + 1, live.size()));
    }
    try (Stream stream = open("/api/events?from=start")) {
      List<Event> everything = stream.readUntil(endOf(last));
      assertThat(everything.size()).isGreaterThan(live.size());
      assertThat(everything).endsWith(live.toArray(Event[]::new));
    }
  }

  private static Predicate<Event> endOf(String run) {
    return event ->
        event.type().equals("run.ended") && event.data().get("run_id").textValue().equals(run);
  }

  @Test
  void showsOnlyTheEventsAskedFor() throws Exception {
    JsonNode tree = api.store(PAIR);
    String id = tree.get("id").textValue();

    try (Stream stream = open("/api/events?types=task.completed,run.ended&tree_id=" + id)) {
      api.submit(PAIR);
      JsonNode run = api.post("/api/trees/" + id + "/runs", "{}").json();
      List<Event> events = stream.readUntil(endOf(run.get("id").textValue()));

      assertThat(events)
          .extracting(Event::type)
          .containsExactly("task.completed", "task.completed", "run.ended");
    }
  }

  @Test
  void refusesPositionsAndFiltersThatAreNone() {
    String run = api.submit(PAIR).at("/run/id").textValue();

    problem(http.get("/api/runs/" + run + "/events", "Last-Event-ID", "x"), 400, "invalid_request");
    problem(http.get("/api/runs/" + run + "/events?last_event_id=7"), 400, "invalid_request");
    problem(http.get("/api/events?types=task.done"), 400, "invalid_request");
    problem(http.get("/api/events?tree_id=1"), 400, "invalid_request");
    problem(http.get("/api/events?from=yesterday"), 400, "invalid_request");
    problem(http.get("/api/runs/" + UUID.randomUUID() + "/events"), 404, "run_not_found");
    assertThat(http.send("HEAD", "/api/events", "").header("Content-Type"))
        .startsWith("text/event-stream");
  }
}
