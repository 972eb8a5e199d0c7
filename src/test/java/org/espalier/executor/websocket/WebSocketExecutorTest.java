package org.espalier.executor.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.it.Await;
import org.espalier.it.EspalierServer;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.WebSocketSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketExecutorTest implements TaskExecutorContract {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static WsServer server;

  @BeforeAll
  static void start() throws Exception {
    server = WsServer.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  static WebSocketExecutor open(String... allow) {
    return WebSocketExecutor.standalone(
        new EgressGuard(new EgressSettings(List.of(allow))),
        new WebSocketSettings(1 << 20, 4 << 20));
  }

  @Override
  public TaskExecutor executor() {
    return open("127.0.0.0/8");
  }

  @Override
  public void close(TaskExecutor executor) {
    ((WebSocketExecutor) executor).close();
  }

  @Override
  public boolean isOfTheTest(ProcessHandle process) {
    return server.is(process);
  }

  private static ObjectNode inputs(String path, String more) {
    return Contexts.json("{'url':'" + server.url(path) + "'" + more + "}");
  }

  @Override
  public ObjectNode goodInputs() {
    return inputs("/echo", ",'message':{'hello':'there'}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        Contexts.json("{'url':'http://h','message':1}"),
        "/inputs/url",
        Contexts.json("{'url':'ws://h','message':1,'until':'('}"),
        "/inputs/until",
        Contexts.json("{'url':'ws://h','message':{'base64':'?'}}"),
        "/inputs/message/base64");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(inputs("/echo", ",'count':0"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(inputs("/silent", ",'timeout':600"));
  }

  @Override
  public void awaitBegun() {
    Await.until("connected", SOON, () -> server.open().contains("/silent"));
  }

  @Override
  public void awaitStopped() {
    Await.until("the server sees the end", SOON, () -> !server.open().contains("/silent"));
  }

  @Override
  public Optional<ObjectNode> unreachableInputs() {
    String nobody = "ws://127.0.0.1:" + EspalierServer.freePort() + "/";
    return Optional.of(Contexts.json("{'url':'" + nobody + "'}"));
  }

  @Override
  public Optional<ObjectNode> hugeInputs() {
    return Optional.of(inputs("/flood", ",'until_close':true,'timeout':50"));
  }

  private ExecutionOutcome run(String path, String more) throws Exception {
    WebSocketExecutor executor = open("127.0.0.0/8");
    try {
      return TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(inputs(path, more))));
    } finally {
      executor.close();
    }
  }

  private ObjectNode result(String path, String more) throws Exception {
    ExecutionOutcome outcome = run(path, more);
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private Failed failure(String path, String more) throws Exception {
    ExecutionOutcome outcome = run(path, more);
    assertThat(outcome).isInstanceOf(Failed.class);
    Failed failed = (Failed) outcome;
    assertThat(failed.message()).endsWith(".").doesNotContain("Exception");
    return failed;
  }

  @Test
  void sendsOneMessageAndReturnsItsAnswer() throws Exception {
    ObjectNode result = result("/echo", ",'message':{'n':1}");
    assertThat(Json.read(Json.write(result)))
        .isEqualTo(
            Contexts.json(
                "{'success':true,'url':'%s','message_sent':'{\\'n\\':1}','messages_sent':1,'wait_response':true,'response':{'n':1},'responses':[{'n':1}],'message_count':1,'close_code':1000,'close_reason':'','ended_by':'count'}"
                    .formatted(server.url("/echo"))));
  }

  @Test
  void sendsTextObjectsAndBinaryInTheirOrder() throws Exception {
    ObjectNode result =
        result(
            "/echo",
            ",'message':'grüße','messages':[{'a':[1,2.50]},{'base64':'AAH/'},7,['x']],'count':5");
    assertThat(result.get("responses"))
        .isEqualTo(Json.read("[\"grüße\",{\"a\":[1,2.50]},{\"base64\":\"AAH/\"},7,[\"x\"]]"));
    assertThat(result.path("messages_sent").intValue()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 125, 126, 65_535, 65_536, 1_000_000})
  void sendsAndTakesMessagesOfEverySize(int size) throws Exception {
    ObjectNode result = result("/echo", ",'message':'" + "z".repeat(size) + "'");
    assertThat(result.path("response").textValue()).isEqualTo("z".repeat(size));
  }

  @Test
  void doesNotWaitWhenNoAnswerIsWanted() throws Exception {
    ObjectNode result = result("/silent", ",'message':'take this','wait_response':false");
    assertThat(result.path("ended_by").textValue()).isEqualTo("sent");
    assertThat(result.path("response").isNull()).isTrue();
    assertThat(result.path("close_code").intValue()).isEqualTo(1000);
  }

  @Test
  void collectsUntilThePatternIsFound() throws Exception {
    ObjectNode result = result("/mixed", ",'until':'.state.:.done'");
    assertThat(result.path("ended_by").textValue()).isEqualTo("pattern");
    assertThat(result.path("response")).isEqualTo(Json.read("{\"state\":\"done\"}"));
    assertThat(result.path("responses"))
        .isEqualTo(
            Json.read(
                "[{\"n\":1},{\"base64\":\"AAEC/w==\"},{\"base64\":\"YQBi\"},{\"state\":\"done\"}]"));
  }

  @Test
  void collectsForATimeAndKeepsWhatCame() throws Exception {
    ObjectNode result = result("/count?n=3", ",'duration':1");
    assertThat(result.path("ended_by").textValue()).isEqualTo("duration");
    assertThat(result.path("message_count").intValue()).isEqualTo(3);
    assertThat(result.path("close_code").intValue()).isEqualTo(1000);
  }

  @Test
  void collectsUntilThePeerCloses() throws Exception {
    ObjectNode result = result("/close?code=1000&reason=bye", ",'until_close':true");
    assertThat(result.path("ended_by").textValue()).isEqualTo("close");
    assertThat(result.path("responses")).isEqualTo(Json.read("[\"before\"]"));
    assertThat(result.path("close_code").intValue()).isEqualTo(1000);
    assertThat(result.path("close_reason").textValue()).isEqualTo("bye");
  }

  @ParameterizedTest
  @CsvSource({"1000,false", "1001,true", "1008,false", "1011,true", "1013,true", "4001,false"})
  void anEarlyCloseIsAFailureThatKeepsWhatCame(int code, boolean retryable) throws Exception {
    Failed failed = failure("/close?code=" + code + "&reason=why", ",'count':2");
    assertThat(failed.kind()).isEqualTo("closed_" + code);
    assertThat(failed.retryable()).isEqualTo(retryable);
    assertThat(failed.message()).contains(code + " (why)");
    assertThat(failed.details().path("responses")).isEqualTo(Json.read("[\"before\"]"));
    assertThat(failed.details().path("success").booleanValue()).isFalse();
  }

  @Test
  void aPeerThatHangsUpIsAFailureThatARetryMayHelp() throws Exception {
    Failed failed = failure("/hangup", ",'until_close':true");
    assertThat(failed.kind()).isEqualTo("network");
    assertThat(failed.retryable()).isTrue();
  }

  @Test
  void sendsHeadersAndOffersSubprotocols() throws Exception {
    ObjectNode result =
        result(
            "/headers?a=b%20c",
            ",'headers':{'Authorization':'Bearer t','X-N':5},'subprotocols':['v1','v2']");
    JsonNode seen = result.path("response");
    assertThat(seen.path("url").textValue()).isEqualTo("/headers?a=b%20c");
    assertThat(seen.path("headers").path("authorization").textValue()).isEqualTo("Bearer t");
    assertThat(seen.path("headers").path("x-n").textValue()).isEqualTo("5");
    assertThat(seen.path("headers").path("host").textValue())
        .isEqualTo("127.0.0.1:" + server.port());
    assertThat(seen.path("headers").path("idempotency-key").textValue())
        .isEqualTo("key-of-the-task");
    assertThat(result.path("subprotocol").textValue()).isEqualTo("v2");
    assertThat(seen.path("protocol").textValue()).isEqualTo("v2");
  }

  @Test
  void answersPingsAndJoinsFragments() throws Exception {
    assertThat(result("/fragments", "").path("response").textValue())
        .isEqualTo("first second are you there");
  }

  @Test
  void asksASilentPeerWhetherItIsThere() throws Exception {
    ObjectNode result = result("/slow?ms=1500", ",'ping_interval':0.2");
    assertThat(result.path("response").textValue()).isEqualTo("late");
    Failed failed = failure("/noanswer", ",'ping_interval':0.2");
    assertThat(failed.kind()).isEqualTo("network");
    assertThat(failed.message()).contains("inputs.ping_interval");
  }

  @Test
  void aMessageOverTheLimitIsAFailure() throws Exception {
    Failed failed = failure("/big?size=2000000", "");
    assertThat(failed.kind()).isEqualTo("message_too_large");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("1048576").contains("inputs.max_message_bytes");
    assertThat(failure("/big?size=200", ",'max_message_bytes':199").kind())
        .isEqualTo("message_too_large");
    assertThat(result("/big?size=199", ",'max_message_bytes':199").path("success").booleanValue())
        .isTrue();
  }

  @Test
  void moreMessagesThanCanBeKeptAreAFailure() throws Exception { // #19
    Failed failed = failure("/count?n=9", ",'count':9,'max_bytes':20");
    assertThat(failed.kind()).isEqualTo("result_too_large");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("20 bytes").contains("inputs.fail_on_truncation");
    assertThat(failed.details().path("responses"))
        .isEqualTo(Json.read("[\"message 1\",\"message 2\"]"));
  }

  @Test
  void keepsTheFirstMessagesAndTheLastOneWhereTheTaskAllowsIt() throws Exception {
    ObjectNode result =
        result("/count?n=9", ",'count':9,'max_bytes':20,'fail_on_truncation':false");
    assertThat(result.path("responses")).isEqualTo(Json.read("[\"message 1\",\"message 2\"]"));
    assertThat(result.path("response").textValue()).isEqualTo("message 9");
    assertThat(result.path("truncated").booleanValue()).isTrue();
    assertThat(result.path("dropped_messages").intValue()).isEqualTo(7);
    assertThat(result.path("message_count").intValue()).isEqualTo(9);
  }

  @Test
  void showsMessagesAndProgressWhileItRuns() throws Exception {
    List<String> shown = Collections.synchronizedList(new ArrayList<>());
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(double progress, String message) {
            shown.add(progress + " " + message);
          }

          @Override
          public void output(String stream, String text) {
            shown.add(stream + ": " + text);
          }
        };
    WebSocketExecutor executor = open("127.0.0.0/8");
    executor.execute(
        Contexts.of(
            inputs("/count?n=2", ",'count':2"),
            Json.object(),
            1,
            new CancellationToken(),
            listener));
    executor.close();
    assertThat(shown)
        .containsExactly(
            "messages: message 1\n",
            "0.5 1 of 2 messages",
            "messages: message 2\n",
            "1.0 2 of 2 messages");
  }

  @ParameterizedTest
  @CsvSource({
    "401,,http_401,false",
    "404,,http_404,false",
    "429,Retry-After: 7,http_429,true",
    "503,Retry-After: 7,http_503,true",
    "302,Location: ws://elsewhere/,http_302,false"
  })
  void aRefusedHandshakeIsAFailure(int status, String extra, String kind, boolean retryable)
      throws Exception {
    String query = extra == null ? "" : "&extra=" + extra.replace(" ", "%20");
    Failed failed = failure("/refuse?status=" + status + query, "");
    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.retryable()).isEqualTo(retryable);
    assertThat(failed.retryAfter())
        .isEqualTo(retryable ? Optional.of(Duration.ofSeconds(7)) : Optional.empty());
    assertThat(failed.details().path("status_code").intValue()).isEqualTo(status);
    if (status == 302) {
      assertThat(failed.message()).contains("ws://elsewhere/");
    }
  }

  @Test
  void aHandshakeWithAWrongKeyIsAFailure() throws Exception {
    Failed failed = failure("/lie", "");
    assertThat(failed.kind()).isEqualTo("protocol");
    assertThat(failed.message()).contains("Sec-WebSocket-Accept");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c10161", // an extension bit
        "8181000000006161", // masked
        "0901ff", // a ping in parts
        "800161", // a continuation of nothing
        "8102c328", // not UTF-8
        "880103", // half a close code
        "8b00" // an unknown control frame
      })
  void aPeerThatBreaksTheProtocolIsAFailure(String frame) throws Exception {
    Failed failed = failure("/bytes?hex=" + frame, "");
    assertThat(failed.kind()).isEqualTo("protocol");
    assertThat(failed.retryable()).isFalse();
  }

  @Test
  void timeoutsAreFailuresThatSayWhichInputToRaise() throws Exception {
    Failed connecting = failure("/stall", ",'connect_timeout':0.3");
    assertThat(connecting.kind()).isEqualTo("timeout");
    assertThat(connecting.message()).contains("0.3 seconds (inputs.connect_timeout)");
    Failed waiting = failure("/count?n=2", ",'count':3,'timeout':0.5");
    assertThat(waiting.kind()).isEqualTo("timeout");
    assertThat(waiting.retryable()).isTrue();
    assertThat(waiting.message()).contains("0.5 seconds").contains("inputs.timeout");
    assertThat(waiting.details().path("message_count").intValue()).isEqualTo(2);
  }

  @Test
  void aPatternThatBacktracksWithoutEndIsRefused() throws Exception {
    Failed failed = failure("/big?size=5000", ",'until':'(y+)+z'");
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith("inputs.until takes too much work");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "http://x/;inputs.url must begin with ws:// or wss://.",
        "ws://user:pw@x/;inputs.url must not hold credentials; give them in auth or headers.",
        "no url;inputs.url must begin with ws:// or wss://."
      })
  void badUrlsAreRefused(String url, String message) throws Exception {
    WebSocketExecutor executor = open();
    Failed failed =
        (Failed)
            TaskExecutorContract.outcome(
                () -> executor.execute(Contexts.of("{'url':'" + url + "'}")));
    executor.close();
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith(message.split(";")[0]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        ",'message':{'base64':'?'};inputs.message.base64 is not base64",
        ",'messages':'x';inputs.messages must be an array",
        ",'until':'(';inputs.until is no regular expression",
        ",'subprotocols':['a b'];inputs.subprotocols must be an array of names",
        ",'headers':{'Sec-WebSocket-Key':'x'};inputs.headers.Sec-WebSocket-Key cannot be set",
        ",'headers':{'X':'a\\r\\nb'};inputs.headers.X must not hold line breaks",
        ",'timeout':-1;inputs.timeout must be a number of seconds"
      })
  void badInputsAreRefusedBeforeAnythingIsSent(String more, String message) throws Exception {
    int before = server.seen();
    Failed failed = failure("/echo", more);
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith(message);
    assertThat(server.seen()).isEqualTo(before);
  }

  @Test
  void connectsOnlyWhereTheGuardAllows() throws Exception {
    WebSocketExecutor executor = open();
    Failed failed =
        (Failed) TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(goodInputs())));
    executor.close();
    assertThat(failed.kind()).isEqualTo("egress_denied");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("espalier.egress.allow");
  }
}
