package org.espalier.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.tree.RunStatus;
import org.espalier.wire.Problem;
import org.junit.jupiter.api.Test;

class QueryParametersTest {
  private final Map<String, List<String>> given = new HashMap<>();
  private final QueryParameters parameters =
      new QueryParameters(name -> given.getOrDefault(name, List.of()));

  private List<String> faulty() {
    try {
      parameters.refuseIfFaulty();
      return List.of();
    } catch (RequestRefusedException e) {
      return e.faults().stream().map(Problem.Fault::parameter).toList();
    }
  }

  @Test
  void hasDefaults() {
    assertThat(parameters.limit()).isEqualTo(50);
    assertThat(parameters.flag("run", false)).isFalse();
    assertThat(parameters.flag("run", true)).isTrue();
    assertThat(parameters.cursor()).isEmpty();
    assertThat(parameters.words("status", RunStatus.values(), RunStatus::word)).isEmpty();
    assertThat(faulty()).isEmpty();
  }

  @Test
  void readsValues() {
    given.put("limit", List.of("500"));
    given.put("status", List.of("failed, paused", "queued"));
    given.put("created_after", List.of("2026-11-23T20:00:00+01:00"));

    assertThat(parameters.limit()).isEqualTo(500);
    assertThat(parameters.words("status", RunStatus.values(), RunStatus::word))
        .containsExactly(RunStatus.FAILED, RunStatus.PAUSED, RunStatus.QUEUED);
    assertThat(parameters.instant("created_after")).contains(Instant.parse("2026-11-23T19:00:00Z"));
    assertThat(faulty()).isEmpty();
  }

  // #19
  @Test
  void takesTimesOfTheYears1970To9999() {
    given.put("created_after", List.of("1970-01-01T00:00:00Z"));
    given.put("created_before", List.of("9999-12-31T23:59:59Z"));
    assertThat(parameters.instant("created_after")).contains(Instant.EPOCH);
    assertThat(parameters.instant("created_before"))
        .contains(Instant.parse("9999-12-31T23:59:59Z"));
    assertThat(faulty()).isEmpty();

    List<String> refused =
        List.of(
            "+10000-01-01T00:00:00Z",
            "9999-12-31T23:59:59-01:00",
            "+292278994-08-17T07:12:55Z",
            "-0001-01-01T00:00:00Z",
            "2016-12-31T23:59:60Z",
            "2026-11-23T19:00:00[Europe/Atlantis]");
    for (String time : refused) {
      given.put(time, List.of(time));
      assertThat(parameters.instant(time)).isEmpty();
    }
    assertThat(faulty()).isEqualTo(refused);
    assertThatThrownBy(parameters::refuseIfFaulty)
        .isInstanceOfSatisfying(
            RequestRefusedException.class,
            e ->
                assertThat(e.faults())
                    .allMatch(fault -> fault.detail().contains("in the years 1970 to 9999")));
  }

  @Test
  void reportsAllWrongValuesTogether() {
    given.put("limit", List.of("501"));
    given.put("run", List.of("yes"));
    given.put("cursor", List.of("???"));
    given.put("created_after", List.of("yesterday"));
    given.put("created_before", List.of("+999999999-12-31T23:59:59Z"));
    given.put("name", List.of("a\u0000b"));
    given.put("tree_id", List.of("1-1-1-1-1"));
    given.put("status", List.of("done"));

    parameters.limit();
    parameters.flag("run", false);
    parameters.cursor();
    parameters.instant("created_after");
    parameters.instant("created_before");
    parameters.text("name");
    parameters.id("tree_id");
    parameters.words("status", RunStatus.values(), RunStatus::word);

    assertThat(faulty())
        .containsExactly(
            "limit",
            "run",
            "cursor",
            "created_after",
            "created_before",
            "name",
            "tree_id",
            "status");
    assertThatThrownBy(parameters::refuseIfFaulty).hasMessageContaining("8 parameters");
  }
}
