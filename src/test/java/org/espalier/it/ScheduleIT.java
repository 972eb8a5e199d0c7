package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.it.Api.problem;
import static org.espalier.it.Api.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import org.espalier.it.Http.Answer;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DeployedServer.class)
@RunAsClient
class ScheduleIT {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final Api api;
  private final Http http;

  ScheduleIT(Http http) {
    this.http = http;
    this.api = new Api(http);
  }

  private static String scheduled(String user, String schedule) {
    return "{'tasks':[{'id':'r','name':'r','user_id':'%s','schemas':{'method':'echo_executor'}},{'id':'s','name':'s','user_id':'%s','parent_id':'r','schemas':{'method':'echo_executor'},%s}]}"
        .formatted(user, user, schedule);
  }

  @Test
  void runsByItselfUntilItHasRunAsOftenAsItMay() {
    JsonNode tree =
        api.store(
            scheduled(
                "u",
                "'schedule_type':'interval','schedule_expression':'1','schedule_enabled':true,'max_runs':2"));
    String path = "/api/tasks/" + task(tree, "s").get("id").textValue();
    JsonNode over =
        Await.value(
            "it has run twice",
            BOUND,
            () ->
                Optional.of(http.get(path).json())
                    .filter(t -> !t.get("schedule_enabled").booleanValue()));
    assertThat(over.get("run_count").intValue()).isEqualTo(2);
    assertThat(over.get("next_run_at").isNull()).isTrue();
    JsonNode runs = http.get("/api/runs?tree_id=" + tree.get("id").textValue()).json().get("items");
    assertThat(runs).hasSize(2);
    assertThat(runs)
        .allSatisfy(
            run -> {
              assertThat(run.get("trigger").textValue()).isEqualTo("schedule");
              assertThat(run.get("scope").textValue()).isEqualTo("chain");
              assertThat(run.at("/counts/completed").intValue()).isLessThanOrEqualTo(1);
            });
  }

  @Test
  void isListedExportedChangedAndTriggered() throws Exception {
    String user = UUID.randomUUID().toString();
    JsonNode tree =
        api.store(
            scheduled(
                user,
                "'schedule_type':'weekly','schedule_expression':'mon@09:00','schedule_enabled':true"));
    String id = task(tree, "s").get("id").textValue();
    JsonNode items =
        http.get("/api/schedules?enabled_only=true&type=weekly&user_id=" + user)
            .json()
            .get("items");
    assertThat(items).containsExactly(http.get("/api/tasks/" + id).json());

    Answer ics = http.get("/api/schedules.ics?user_id=" + user + "&name=Plans");
    assertThat(ics.header("Content-Type")).startsWith("text/calendar");
    Calendar calendar = new CalendarBuilder().build(new StringReader(ics.text()));
    assertThat(calendar.validate().getEntries()).isEmpty();
    assertThat(calendar.getComponents(Component.VEVENT)).hasSize(1);

    Answer triggered = api.post("/api/tasks/" + id + "/trigger", "");
    assertThat(triggered.status()).isEqualTo(201);
    JsonNode run = api.await(triggered.json(), "completed");
    assertThat(run.at("/counts/completed").intValue()).isEqualTo(1);

    JsonNode patched = api.patch("/api/tasks/" + id, "{'schedule_expression':'tue@10:00'}").json();
    assertThat(patched.get("schedule_expression").textValue()).isEqualTo("tue@10:00");
    assertThat(patched.get("next_run_at").textValue()).contains("T10:00:00");
    JsonNode cleared =
        api.patch(
                "/api/tasks/" + id,
                "{'schedule_type':'','schedule_expression':'','schedule_enabled':false}")
            .json();
    assertThat(cleared.get("schedule_type").isNull()).isTrue();
    assertThat(cleared.get("next_run_at").isNull()).isTrue();
    assertThat(http.get("/api/schedules?user_id=" + user).json().get("items")).isEmpty();
  }

  @Test
  void isChangedAlsoWhileItsTreeIsBeingRun() {
    JsonNode tree =
        api.submit("{'name':'slow','schemas':{'method':'echo_executor'},'inputs':{'delay':60}}");
    String path = "/api/tasks/" + tree.get("id").textValue();
    JsonNode patched =
        api.patch(
                path,
                "{'schedule_type':'daily','schedule_expression':'9:00','schedule_enabled':true}")
            .json();
    assertThat(patched.get("schedule_enabled").booleanValue()).isTrue();
    problem(api.patch(path, "{'priority':1}"), 409, "run_active");
    JsonNode fault =
        problem(api.patch(path, "{'schedule_expression':'noon'}"), 400, "invalid_request");
    assertThat(fault.at("/errors/0/pointer").textValue()).isEqualTo("/schedule_expression");
    assertThat(http.get(path).json().get("schedule_expression").textValue()).isEqualTo("9:00");
    api.post("/api/runs/" + tree.at("/run/id").textValue() + "/cancel", "");
    api.await(tree.get("run"), "cancelled");
    assertThat(http.get(path).json().get("schedule_expression").textValue()).isEqualTo("9:00");
  }
}
