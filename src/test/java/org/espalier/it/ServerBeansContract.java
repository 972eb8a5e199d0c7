package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

/** What {@code ejb_executor} and {@code batch_executor} do with another application's work. */
interface ServerBeansContract {
  Duration BOUND = Duration.ofSeconds(60);
  String ORDERS = "java:global/shop/OrdersBean!com.acme.Orders";
  String WITNESS = "java:global/shop/Witness!com.acme.Witness";
  String JOBS = "java:global/shop/Jobs!jakarta.batch.operations.JobOperator";

  /** The settings of the server. */
  static java.util.Map<String, String> environment() {
    return java.util.Map.of(
        "ESPALIER_EXECUTORS_EJB_ALLOW",
        "java:global/shop/*",
        "ESPALIER_EXECUTORS_BATCH_ALLOW",
        "java:global/shop/*");
  }

  Http http();

  /** The run of one task: its last attempt, and the task. */
  default Ended run(String kind, String inputs, int attempts) {
    String run = start(kind, inputs, attempts);
    Await.until(
        "run " + run + " has ended",
        BOUND,
        () -> http().get("/api/runs/" + run).at("/status").matches("completed|failed|cancelled"));
    return ended(run);
  }

  default String start(String kind, String inputs, int attempts) {
    ObjectNode task = Json.object().put("name", "task");
    task.putObject("schemas").put("method", kind);
    task.set("inputs", Json.read(inputs.replace('\'', '"')));
    task.putObject("retry").put("max_attempts", attempts).put("initial_delay", 0.1);
    Http.Answer answer = http().post("/api/trees?run=true", task);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.at("/run/id");
  }

  default Ended ended(String run) {
    JsonNode attempts = http().get("/api/runs/" + run + "/attempts").json();
    JsonNode list = attempts.isArray() ? attempts : attempts.elements().next();
    return new Ended(
        http().get("/api/runs/" + run).at("/status"), list.get(list.size() - 1), list.size());
  }

  /** A run that is over. */
  record Ended(String status, JsonNode attempt, int attempts) {}

  default JsonNode call(String method, String arguments) {
    Ended ended = run("ejb_executor", bean(ORDERS, method, arguments), 1);
    assertThat(ended.status()).as(ended.toString()).isEqualTo("completed");
    return ended.attempt().at("/result/value");
  }

  default long noted(String what) {
    Ended ended = run("ejb_executor", bean(WITNESS, "count", "['" + what + "']"), 1);
    assertThat(ended.status()).as(ended.toString()).isEqualTo("completed");
    return ended.attempt().at("/result/value").longValue();
  }

  private static String bean(String jndi, String method, String arguments) {
    return "{'jndi':'%s','method':'%s','arguments':%s}".formatted(jndi, method, arguments);
  }

  private static String job(String parameters) {
    return "{'job':'shop-import','application':'%s','parameters':%s}".formatted(JOBS, parameters);
  }

  @Test
  default void callsABeanOfAnotherApplication() {
    String order =
        "{'id':'o1','total':12.50,'due':'2026-03-01','note':'n','lines':[{'article':'a','count':2}]}";
    assertThat(call("accept", "[" + order + "]")).isEqualTo(Json.read(order.replace('\'', '"')));
    assertThat(call("transaction", "[]").textValue()).isEqualTo("active");
  }

  @Test
  default void tellsTheBeansExceptionsApart() {
    Ended refused = run("ejb_executor", bean(ORDERS, "refuse", "['too old']"), 2);
    assertThat(refused.attempts()).isEqualTo(1);
    assertThat(refused.toString())
        .contains("application_exception", "com.acme.Orders$RefusedException", "too old");
    Ended broken = run("ejb_executor", bean(ORDERS, "breakDown", "[]"), 2);
    assertThat(broken.attempts()).isEqualTo(2);
    assertThat(broken.toString()).contains("system_exception", "the disk is full");
  }

  /** The executor is a bean of the server too, and the exception crosses its proxy as it is. */
  @Test // #10
  default void inputsThatAnExecutorThrowsOutAreAFailureThatNoRetryHelps() {
    Ended ended = run("ejb_executor", bean(ORDERS, "nothing", "[]"), 2);
    assertThat(ended.attempts()).isEqualTo(1);
    assertThat(ended.attempt().at("/error_kind").textValue()).isEqualTo("invalid_input");
    assertThat(ended.attempt().at("/error").textValue())
        .startsWith("inputs.method: the bean has no method 'nothing'");
  }

  @Test
  default void aCancelReachesTheBean() {
    String sync = start("ejb_executor", bean(ORDERS, "sleep", "[600]"), 1);
    String async = start("ejb_executor", bean(ORDERS, "sleepAside", "[600]"), 1);
    Await.until("both sleep", BOUND, () -> noted("sleeping") == 1 && noted("aside") == 1);
    http().post("/api/runs/" + sync + "/cancel", "");
    http().post("/api/runs/" + async + "/cancel", "");
    Await.until(
        "both have woken",
        Duration.ofSeconds(60),
        () -> noted("awake") == 1 && noted("aside over") == 1);
    Await.until("the run is cancelled", BOUND, () -> ended(sync).status().equals("cancelled"));
  }

  @Test
  default void runsAJobOfAnotherApplicationAndTellsItsSteps() {
    Ended ended = run("batch_executor", job("{'count':25}"), 1);
    assertThat(ended.status()).as(ended.toString()).isEqualTo("completed");
    JsonNode result = ended.attempt().get("result");
    assertThat(result.get("batch_status").textValue()).isEqualTo("COMPLETED");
    assertThat(result.at("/steps/0/metrics/read_count").longValue()).isEqualTo(25);
    assertThat(result.at("/steps/0/metrics/write_count").longValue()).isEqualTo(25);
    assertThat(result.at("/steps/1/exit_status").textValue()).isEqualTo("SETTLED");
  }

  @Test
  default void aRetryRestartsTheJobWhereItFailed() {
    Ended ended = run("batch_executor", job("{'fail':2}"), 3);
    assertThat(ended.status()).as(ended.toString()).isEqualTo("completed");
    assertThat(ended.attempts()).isEqualTo(3);
    JsonNode result = ended.attempt().get("result");
    assertThat(result.get("restarted_execution_id").isIntegralNumber()).isTrue();
    assertThat(result.get("steps")).hasSize(1);
    assertThat(result.at("/steps/0/name").textValue()).isEqualTo("settle");
  }

  @Test
  default void aCancelStopsTheJob() {
    String run = start("batch_executor", job("{'wait':611}"), 1);
    Await.until("the job waits", BOUND, () -> noted("waiting 611") == 1);
    http().post("/api/runs/" + run + "/cancel", "");
    Await.until("the job is stopped", Duration.ofSeconds(60), () -> noted("stopped 611") == 1);
    Await.until("the run is cancelled", BOUND, () -> ended(run).status().equals("cancelled"));
  }

  @Test
  default void aTimeoutStopsTheJob() {
    ObjectNode task = Json.object().put("name", "task").put("timeout", 3);
    task.putObject("schemas").put("method", "batch_executor");
    task.set("inputs", Json.read(job("{'wait':612}").replace('\'', '"')));
    Http.Answer answer = http().post("/api/trees?run=true", task);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    Await.until("the job is stopped", BOUND, () -> noted("stopped 612") == 1);
    Await.until(
        "the run has failed", BOUND, () -> ended(answer.at("/run/id")).status().equals("failed"));
    assertThat(ended(answer.at("/run/id")).toString()).contains("timeout");
  }

  @Test
  default void saysWhenThereIsNoSuchJobOrBean() {
    Ended job = run("batch_executor", job("{}").replace("shop-import", "nothing"), 1);
    assertThat(job.status()).isEqualTo("failed");
    assertThat(job.toString()).containsPattern("no_such_job|job_not_started|batch_unavailable");
    Ended bean = run("ejb_executor", bean("java:global/shop/Nothing", "x", "[]"), 1);
    assertThat(bean.toString()).contains("bean_not_found", "java:global/shop/Nothing");
  }
}
