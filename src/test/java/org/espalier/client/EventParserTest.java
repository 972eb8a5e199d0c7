package org.espalier.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

class EventParserTest {
  @Test
  void putsTheFieldsOfAnEventTogether() {
    assertThat(parse("id: 7", "event: task.completed", "data: {\"progress\":1}", ""))
        .containsExactly(new StreamEvent("7", "task.completed", Json.object().put("progress", 1)));
  }

  @Test
  void joinsDataOverSeveralLines() {
    assertThat(parse("data: {", "data:\"a\":1", "data: }", ""))
        .containsExactly(new StreamEvent("", "message", Json.object().put("a", 1)));
  }

  @Test
  void dropsCommentsAndEventsWithoutData() {
    assertThat(parse(": keep-alive", "", "event: nothing", "", "retry: 10", "")).isEmpty();
  }

  @Test
  void keepsTheLastIdForEventsWithoutOne() {
    assertThat(parse("id: 7", "data: {}", "", "data: {}", ""))
        .extracting(StreamEvent::id)
        .containsExactly("7", "7");
  }

  @Test
  void forgetsTheTypeBetweenEvents() {
    assertThat(parse("event: a", "data: {}", "", "data: {}", ""))
        .extracting(StreamEvent::type)
        .containsExactly("a", "message");
  }

  private static List<StreamEvent> parse(String... lines) {
    EventParser parser = new EventParser("");
    return Stream.of(lines).map(parser::line).flatMap(Optional::stream).toList();
  }
}
