package org.espalier.executor.jms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.TestSettings;
import org.espalier.it.Await;
import org.espalier.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real broker; the connection factories of the servers are in ServerBeansContract. */
class JmsExecutorTest implements TaskExecutorContract {
  @TempDir Path directory;
  private TestBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = new TestBroker(directory);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Override
  public TaskExecutor executor() {
    return JmsExecutor.standalone(
        broker::lookup,
        TestSettings.executors(
                Map.of("jms.allow", "cf, dead, queue/*, gone", "jms.max-message-bytes", "1000000"))
            .jms());
  }

  @Override
  public void close(TaskExecutor executor) {
    TestBroker.nameThreads();
  }

  @Override
  public ObjectNode goodInputs() {
    return to("ask", "'text':'hello','wait_for_reply':true,'reply_timeout':20");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        Contexts.json("{'destination':'ldap://x','connection_factory':'cf','text':'a'}"),
        "/inputs/destination",
        Contexts.json("{'destination':'topic/hidden','connection_factory':'cf','text':'a'}"),
        "/inputs/destination",
        Contexts.json("{'destination':'queue/ask','connection_factory':'cf','text':'a','json':{}}"),
        "/inputs/text");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(to("ask", "'text':'hello','priority':10"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(to("silent", "'text':'hello','wait_for_reply':true,'reply_timeout':600"));
  }

  @Override
  public void awaitBegun() throws Exception {
    assertThat(broker.asked.await(60, TimeUnit.SECONDS)).isTrue();
  }

  /** Only the responder's connection is left. */
  @Override
  public void awaitStopped() {
    Await.until("no connection is left", Duration.ofSeconds(60), () -> broker.connections() == 1);
  }

  @Override
  public Optional<ObjectNode> unreachableInputs() {
    return Optional.of(to("ask", "'text':'hello'").put("connection_factory", "dead"));
  }

  @Override
  public Optional<ObjectNode> hugeInputs() {
    return Optional.of(to("ask", "'text':'huge','wait_for_reply':true,'reply_timeout':40"));
  }

  private static ObjectNode to(String queue, String more) {
    return Contexts.json(
        "{'connection_factory':'cf','destination':'queue/%s',%s}".formatted(queue, more));
  }

  private ExecutionOutcome attempt(int number, ObjectNode inputs) throws Exception {
    return TaskExecutorContract.outcome(
        () ->
            executor()
                .execute(Contexts.of(inputs, Json.object(), number, new CancellationToken())));
  }

  private ObjectNode result(ObjectNode inputs) throws Exception {
    ExecutionOutcome outcome = attempt(1, inputs);
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private Failed failed(ObjectNode inputs) throws Exception {
    return (Failed) attempt(1, inputs);
  }

  @Test
  void sendsATextWithAllItsHeaders() throws Exception {
    ObjectNode result =
        result(
            to(
                "plain",
                "'text':'hello','priority':8,'ttl':100,'type':'order','persistent':false,"
                    + "'properties':{'region':'eu','count':3,'big':30000000000,'rate':1.5,'rush':true}"));
    Message message = broker.receive("plain").orElseThrow();
    assertThat(((TextMessage) message).getText()).isEqualTo("hello");
    assertThat(message.getJMSCorrelationID()).isEqualTo("key-of-the-task");
    assertThat(message.getJMSPriority()).isEqualTo(8);
    assertThat(message.getJMSType()).isEqualTo("order");
    assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
    assertThat(message.getJMSExpiration() - message.getJMSTimestamp()).isEqualTo(100_000);
    assertThat(message.getObjectProperty("region")).isEqualTo("eu");
    assertThat(message.getObjectProperty("count")).isEqualTo(3);
    assertThat(message.getObjectProperty("big")).isEqualTo(30_000_000_000L);
    assertThat(message.getObjectProperty("rate")).isEqualTo(1.5);
    assertThat(message.getObjectProperty("rush")).isEqualTo(true);
    assertThat(result.get("message_id").textValue()).isEqualTo(message.getJMSMessageID());
    assertThat(broker.connections()).isEqualTo(1);
  }

  @Test
  void sendsJsonAndBytesAndDelays() throws Exception {
    result(to("json", "'json':{'a':[1,2.50]},'correlation_id':'mine'"));
    Message json = broker.receive("json").orElseThrow();
    assertThat(((TextMessage) json).getText()).isEqualTo("{\"a\":[1,2.50]}");
    assertThat(json.getJMSCorrelationID()).isEqualTo("mine");
    result(to("bytes", "'bytes_base64':'AAEC','delay':0.5"));
    BytesMessage bytes = (BytesMessage) broker.receive("bytes").orElseThrow();
    assertThat(bytes.getBodyLength()).isEqualTo(3);
    assertThat(bytes.getJMSDeliveryTime() - bytes.getJMSTimestamp()).isGreaterThanOrEqualTo(500);
  }

  @Test
  void takesTheAnswerWithItsProperties() throws Exception {
    ObjectNode reply = (ObjectNode) result(goodInputs()).get("reply");
    assertThat(reply.at("/json/echo").textValue()).isEqualTo("hello");
    assertThat(reply.at("/properties/by").textValue()).isEqualTo("responder");
    assertThat(reply.at("/correlation_id").textValue()).isEqualTo("key-of-the-task");
    assertThat(
            result(to("ask", "'text':'plain','reply_to':'queue/answers','reply_timeout':20"))
                .at("/reply/text")
                .textValue())
        .isEqualTo("no JSON");
  }

  @Test
  void aRetryTakesTheAnswerOfTheAttemptBefore() throws Exception {
    ObjectNode inputs = to("ask", "'text':'hello','reply_to':'queue/answers','reply_timeout':0");
    assertThat(failed(inputs).kind()).isEqualTo("reply_timeout");
    result(
        to(
            "ask",
            "'text':'other','reply_to':'queue/answers','reply_timeout':20,'correlation_id':'o'"));
    assertThat(broker.correlations).contains("key-of-the-task");
    ObjectNode result = ((Succeeded) attempt(2, inputs)).result();
    assertThat(result.get("answers_earlier_attempt").booleanValue()).isTrue();
    assertThat(result.at("/reply/json/echo").textValue()).isEqualTo("hello");
    assertThat(broker.correlations).containsOnlyOnce("key-of-the-task");
  }

  @Test
  void aMissingAnswerIsAFailureAndAnObjectIsNeverRead() throws Exception {
    Failed missing = failed(to("silent", "'text':'x','wait_for_reply':true,'reply_timeout':0.3"));
    assertThat(missing.kind()).isEqualTo("reply_timeout");
    assertThat(missing.retryable()).isTrue();
    assertThat(missing.message()).contains("queue/silent", "0.3S");
    assertThat(failed(to("ask", "'text':'object','wait_for_reply':true,'reply_timeout':20")).kind())
        .isEqualTo("unsupported_reply");
  }

  @Test
  void refusesWhatIsNotListedNotThereOrWrong() throws Exception {
    assertThat(failed(to("a", "'text':'x'").put("destination", "secret")).kind())
        .isEqualTo("not_allowed");
    assertThat(failed(to("a", "'text':'x'").put("destination", "gone")).kind())
        .isEqualTo("resource_not_found");
    assertThat(failed(to("a", "'text':'x'").put("destination", "cf")).kind())
        .isEqualTo("resource_not_found");
    assertThat(failed(to("a", "'text':'x'").put("connection_factory", "ldap://x/y")).kind())
        .isEqualTo("invalid_input");
    assertThat(failed(to("a", "'text':'x','json':1")).message()).contains("only one of them");
    assertThat(failed(to("a", "'text':'x','properties':{'JMSType':'x'}")).message())
        .contains("JMSType");
    assertThat(failed(to("a", "'text':'%s'".formatted("x".repeat(1_000_001)))).message())
        .contains("1000001 bytes");
  }

  @Test
  void isUnavailableUntilNamesAreListed() {
    TaskExecutor off =
        JmsExecutor.standalone(broker::lookup, TestSettings.executors(Map.of()).jms());
    assertThat(off.type().unavailable().orElseThrow()).contains("espalier.executors.jms.allow");
  }
}
