package org.espalier.executor.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Parked;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitExecutorTest implements TaskExecutorContract {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

  private final WaitExecutor executor = new WaitExecutor(Clock.fixed(NOW, ZoneOffset.UTC));

  @Override
  public TaskExecutor executor() {
    return executor;
  }

  @Override
  public ObjectNode goodInputs() {
    return json("{'until':'2020-01-01T00:00:00Z'}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        json("{'until':'tomorrow'}"),
        "/inputs/until",
        json("{'until':'+10000-01-01T00:00:00Z'}"),
        "/inputs/until",
        json("{'until':'-4714-01-01T00:00:00Z'}"),
        "/inputs/until",
        json("{'duration':'soon'}"),
        "/inputs/duration",
        json("{'until':'2030-01-01T00:00:00Z','duration':1}"),
        "/inputs/until");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(json("{'duration':-1}"));
  }

  private ExecutionOutcome execute(String inputs) {
    return TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(json(inputs))));
  }

  private static ObjectNode until(String time) {
    return Json.object().put("waited_until", time);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'until':'2026-01-02T04:04:05+01:00'} | 2026-01-02T03:04:05.000000Z",
        "{'until':'2020-01-01T00:00:00Z'} | 2020-01-01T00:00:00.000000Z",
        "{'duration':0} | 2026-01-02T03:04:05.678901Z",
        "{'duration':'PT0S'} | 2026-01-02T03:04:05.678901Z",
      })
  void completesAtOnceWhenTheTimeIsPast(String inputs, String time) {
    assertThat(execute(inputs)).isEqualTo(new Succeeded(until(time)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'until':'2026-01-02T05:04:05.678901+01:00'} | PT1H | 2026-01-02T04:04:05.678901Z",
        "{'duration':1.5} | PT1.5S | 2026-01-02T03:04:07.178901Z",
        "{'duration':'P1DT1S'} | PT24H1S | 2026-01-03T03:04:06.678901Z",
        "{'duration':31622400} | PT8784H | 2027-01-03T03:04:05.678901Z",
      })
  void parksUntilThatTime(String inputs, Duration time, String text) {
    assertThat(execute(inputs)).isEqualTo(new Parked(NOW.plus(time), until(text)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | inputs.duration: give either 'until' or 'duration', there is neither.",
        "{'until':'2027-01-01T00:00:00Z','duration':1} | inputs.until: give either 'until' or 'duration', not both.",
        "{'until':'tomorrow'} | inputs.until must be an ISO 8601 time",
        "{'until':'2026-01-03T00:00:00'} | inputs.until must be an ISO 8601 time",
        "{'until':7} | inputs.until must be an ISO 8601 time",
        "{'until':'2027-01-04T00:00:00Z'} | at most 366 days ahead",
        "{'until':'9999-12-31T23:59:59Z'} | at most 366 days ahead",
        "{'until':'+10000-01-01T00:00:00Z'} | at most 366 days ahead",
        "{'until':'+292278994-08-17T07:12:55Z'} | at most 366 days ahead",
        "{'until':'+999999999-12-31T23:59:59-18:00'} | at most 366 days ahead",
        "{'until':'-4714-01-01T00:00:00Z'} | in the years 1970 to 9999",
        "{'until':'2016-12-31T23:59:60Z'} | inputs.until must be an ISO 8601 time",
        "{'duration':31622401} | inputs.duration must be",
        "{'duration':'P367D'} | inputs.duration must be a number of seconds or an ISO 8601 duration",
        "{'duration':'-PT1S'} | inputs.duration must be",
        "{'duration':'1h'} | inputs.duration must be",
        "{'duration':true} | inputs.duration must be",
      })
  void refusesWhatIsNoTime(String inputs, String message) {
    assertThat(execute(inputs)).isInstanceOf(Failed.class);
    Failed failed = (Failed) execute(inputs);
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).contains(message);
  }
}
