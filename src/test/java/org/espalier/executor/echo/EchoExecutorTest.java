package org.espalier.executor.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

class EchoExecutorTest implements TaskExecutorContract {
  private final EchoExecutor echo = new EchoExecutor();

  @Override
  public TaskExecutor executor() {
    return echo;
  }

  @Override
  public ObjectNode goodInputs() {
    return json("{'a':1,'nested':{'b':[true,null]},'x.y':'z'}");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(json("{'delay':'soon'}"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(json("{'delay':600}"));
  }

  @Test
  void returnsItsInputs() throws Exception {
    assertThat(echo.execute(Contexts.of(goodInputs()))).isEqualTo(new Succeeded(goodInputs()));
  }

  @Test
  void waitsAndReportsProgress() throws Exception {
    List<Double> reported = new CopyOnWriteArrayList<>();
    ObjectNode inputs = json("{'delay':0.25}");
    Instant start = Instant.now();
    echo.execute(
        Contexts.of(
            inputs,
            Json.object(),
            1,
            new CancellationToken(),
            (progress, message) -> reported.add(progress)));
    assertThat(Duration.between(start, Instant.now()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(250));
    assertThat(reported).hasSizeGreaterThan(1).isSorted().allMatch(p -> p >= 0 && p <= 1);
  }

  @Test
  void failsTheFirstAttemptsRetryably() throws Exception {
    for (int attempt : List.of(1, 2)) {
      Failed failed =
          (Failed)
              TaskExecutorContract.outcome(
                  () -> echo.execute(Contexts.attempt(attempt, "{'fail_times':2}")));
      assertThat(failed.kind()).isEqualTo("asked_to_fail");
      assertThat(failed.retryable()).isTrue();
    }
    assertThat(echo.execute(Contexts.attempt(3, "{'fail_times':2}"))).isInstanceOf(Succeeded.class);
  }

  @Test
  void failsForGoodWithTheMessage() throws Exception {
    assertThat(echo.execute(Contexts.of("{'fail':true,'fail_message':'No luck.'}")))
        .isEqualTo(Failed.permanent("asked_to_fail", "No luck."));
  }

  @Test
  void resultHasTheSize() throws Exception {
    Succeeded outcome = (Succeeded) echo.execute(Contexts.of("{'size':100000,'ä':'ö'}"));
    assertThat(Json.write(outcome.result()).getBytes(StandardCharsets.UTF_8)).hasSize(100_000);
  }

  @Test
  void interruptEndsTheWait() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              assertThatThrownBy(() -> echo.execute(Contexts.of("{'delay':600}")))
                  .isInstanceOf(InterruptedException.class);
              ended.countDown();
            });
    thread.start();
    thread.interrupt();
    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void namesTheFieldThatIsWrong() throws Exception {
    Failed failed =
        (Failed) TaskExecutorContract.outcome(() -> echo.execute(Contexts.of("{'size':-1}")));
    assertThat(failed.message())
        .isEqualTo("inputs.size must be a whole number from 0 to 67108864, got number -1.");
  }

  @Test
  void leavesOutTheResultsThatADependencyHadGotItself() {
    String outer = "0b6e2b3a-7c33-4c0a-9a7e-2f6f0c6f1a11";
    String inner = "5f0f6f0e-64c9-4b53-8b52-7a5f6d1c2b22";
    ObjectNode inputs = Json.object().put("own", 1);
    inputs.putObject(outer).put("x", 2).putObject(inner).put("y", 3);

    ObjectNode expected = Json.object().put("own", 1);
    expected.putObject(outer).put("x", 2);
    assertThat(Echo.of(inputs)).isEqualTo(expected);
  }
}
