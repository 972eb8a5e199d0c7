package org.espalier.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static final UUID ID = UUID.fromString("6f1f2a6e-4a2e-4c69-9a2b-0f5d9c1c6a11");
  private static final Instant AT = Instant.parse("2026-11-23T19:10:39.000120Z");

  private static String text(Object message) {
    return Json.write(Json.valueOf(message));
  }

  private static TaskMessage task(Duration timeout) {
    return new TaskMessage(
        ID,
        "k",
        null,
        ID,
        null,
        "root",
        "pending",
        2,
        new RawJson("[]"),
        new RawJson("{\"a\": 1.50}"),
        null,
        RawJson.of(Optional.of("{\"method\":\"echo_executor\"}")),
        RawJson.of(Optional.empty()),
        timeout,
        false,
        null,
        null,
        null,
        0,
        0,
        new WaitingMessage("capacity", List.of(), null, null, "It may start."),
        null,
        AT,
        null,
        AT.plusNanos(880_000),
        null,
        "daily",
        "09:00",
        true,
        null,
        null,
        7,
        AT,
        null,
        0);
  }

  @Test
  void writeATaskWithItsFieldsInOrderAndStoredJsonUntouched() throws Exception {
    var out = new java.io.ByteArrayOutputStream();
    try (var json = Json.generator(out)) {
      json.writePOJO(task(Duration.ofMillis(2_500)));
    }

    assertThat(out.toString())
        .isEqualTo(
            """
            {"id":"%1$s","key":"k","parent_id":null,"task_tree_id":"%1$s","user_id":null,\
            "name":"root","status":"pending","priority":2,"dependencies":[],"inputs":{"a": 1.50},\
            "params":null,"schemas":{"method":"echo_executor"},"retry":null,"timeout":2.5,\
            "at_most_once":false,"run_if":null,"result":null,"error":null,"progress":0.0,"attempts":0,\
            "waiting_for":{"kind":"capacity","detail":"It may start."},"run_id":null,\
            "created_at":"2026-11-23T19:10:39.000120Z","started_at":null,\
            "updated_at":"2026-11-23T19:10:39.001000Z","completed_at":null,\
            "schedule_type":"daily","schedule_expression":"09:00","schedule_enabled":true,\
            "schedule_start_at":null,"schedule_end_at":null,"max_runs":7,\
            "next_run_at":"2026-11-23T19:10:39.000120Z","last_run_at":null,"run_count":0}"""
                .formatted(ID));
  }

  @Test
  void writeWholeSecondsWithoutAFraction() {
    assertThat(text(task(Duration.ofSeconds(60)))).contains("\"timeout\":60,");
    assertThat(text(task(Duration.ofHours(1_000)))).contains("\"timeout\":3600000,");
    assertThat(text(task(Duration.ofMillis(1)))).contains("\"timeout\":0.001,");
  }

  @Test
  void leaveOutTheTasksOfATreeInAList() {
    assertThat(text(new TreeMessage(ID, "n", "pending", 0, AT, 3, null, null)))
        .contains("\"task_count\":3")
        .contains("\"run\":null")
        .doesNotContain("\"tasks\"");
  }

  @Test
  void leaveOutWhatAProblemDoesNotHave() {
    Problem problem =
        new Problem(
            "urn:espalier:problem:invalid_tree",
            "Invalid tree",
            400,
            "A fault.",
            "/api/trees",
            "invalid_tree",
            List.of(Problem.Fault.at("", "no_root", "None.")),
            null,
            null);

    assertThat(text(problem))
        .isEqualTo(
            """
            {"type":"urn:espalier:problem:invalid_tree","title":"Invalid tree","status":400,\
            "detail":"A fault.","instance":"/api/trees","code":"invalid_tree",\
            "errors":[{"pointer":"","code":"no_root","detail":"None."}]}""");
  }

  @Test
  void endAListWithNull() {
    assertThat(text(new Page<>(List.of(1, 2), null))).isEqualTo("{\"items\":[1,2],\"next\":null}");
  }
}
