package org.espalier.executor.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.egress.NamedLoopback;
import org.espalier.it.Await;
import org.espalier.it.EspalierServer;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.McpSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over HTTP, against the protocol's official server SDK. */
class McpExecutorTest implements TaskExecutorContract {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static McpServers server;

  @BeforeAll
  static void start() throws Exception {
    server = McpServers.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  static McpExecutor open(List<String> allow) {
    return McpExecutor.standalone(
        new EgressGuard(new EgressSettings(allow)),
        new McpSettings(1 << 20, false, List.of(), List.of(), List.of(), ""));
  }

  @Override
  public TaskExecutor executor() {
    return open(McpServers.loopback());
  }

  @Override
  public void close(TaskExecutor executor) {
    ((McpExecutor) executor).close();
  }

  @Override
  public boolean isOfTheTest(ProcessHandle process) {
    return server.is(process);
  }

  private static ObjectNode inputs(String path, String more) {
    return Contexts.json("{'transport':'http','url':'" + server.url(path) + "'," + more + "}");
  }

  private static ObjectNode call(String tool, String arguments) {
    return inputs(
        "/ctx/mcp",
        "'operation':'call_tool','tool_name':'%s','arguments':%s".formatted(tool, arguments));
  }

  @Override
  public ObjectNode goodInputs() {
    return call("echo", "{'a':[1,2.5]}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        Contexts.json("{'transport':'http','operation':'list_tools','url':'ftp://x'}"),
        "/inputs/url",
        Contexts.json(
            "{'transport':'stdio','operation':'list_tools','command':['no-such-program']}"),
        "/inputs/command",
        Contexts.json(
            "{'transport':'http','operation':'list_tools','url':'http://h','headers':{'Host':'x'}}"),
        "/inputs/headers/Host");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(inputs("/ctx/mcp", "'operation':'call_tool'"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(call("hang", "{},'timeout':600"));
  }

  @Override
  public void awaitBegun() {
    Await.until("the tool runs", SOON, () -> server.state().path("running").intValue() == 1);
  }

  @Override
  public void awaitStopped() {
    Await.until(
        "the tool and its session are gone",
        SOON,
        () ->
            server.state().path("running").intValue() == 0
                && server.state().path("open").intValue() == 0);
  }

  @Override
  public Optional<ObjectNode> unreachableInputs() {
    return Optional.of(
        Contexts.json(
            "{'transport':'http','operation':'list_tools','url':'http://127.0.0.1:%d/mcp'}"
                .formatted(EspalierServer.freePort())));
  }

  @Override
  public Optional<ObjectNode> hugeInputs() {
    return Optional.of(call("big", "{'size':200000000},'timeout':50"));
  }

  private ExecutionOutcome run(ObjectNode inputs) throws Exception {
    McpExecutor executor = open(McpServers.loopback());
    try {
      return TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(inputs)));
    } finally {
      executor.close();
    }
  }

  @ParameterizedTest // #19
  @CsvSource({"my_service, /ctx/mcp", "127.0.0.1, /ctx/./mcp"})
  void theUrlIsReadAsBrowsersReadIt(String host, String path) throws Exception {
    McpExecutor executor =
        McpExecutor.standalone(
            NamedLoopback.guard("my_service"),
            new McpSettings(1 << 20, false, List.of(), List.of(), List.of(), ""));
    try {
      ObjectNode inputs = call("echo", "{'a':1}");
      inputs.put("url", server.url(path).replace("127.0.0.1", host));
      assertThat(executor.execute(Contexts.of(inputs))).isInstanceOf(Succeeded.class);
    } finally {
      executor.close();
    }
  }

  private ObjectNode result(ObjectNode inputs) throws Exception {
    ExecutionOutcome outcome = run(inputs);
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private Failed failure(ObjectNode inputs) throws Exception {
    ExecutionOutcome outcome = run(inputs);
    assertThat(outcome).isInstanceOf(Failed.class);
    Failed failed = (Failed) outcome;
    assertThat(failed.message()).endsWith(".").doesNotContain("Exception");
    return failed;
  }

  static String text(ObjectNode result) {
    return result.path("result").path("content").path(0).path("text").textValue();
  }

  @Test
  void callsAToolAndClosesItsSession() throws Exception {
    ObjectNode result = result(call("echo", "{'a':[1,2.5],'b':{'c':null}}"));
    assertThat(Json.read(text(result))).isEqualTo(Json.read("{\"a\":[1,2.5],\"b\":{\"c\":null}}"));
    assertThat(result.path("server").path("name").textValue()).isEqualTo("test");
    assertThat(result.path("server").path("protocol_version").textValue()).isEqualTo("2025-11-25");
    assertThat(result.path("operation").textValue()).isEqualTo("call_tool");
    assertThat(result.path("transport").textValue()).isEqualTo("http");
    awaitStopped();
  }

  @Test
  void passesTheIdempotencyKeyOn() throws Exception {
    JsonNode meta = Json.read(text(result(call("meta", "{}"))));
    assertThat(meta.path("org.espalier/idempotency-key").textValue()).isEqualTo("key-of-the-task");
  }

  @Test
  void listsAllPages() throws Exception {
    ObjectNode all = result(inputs("/ctx/mcp", "'operation':'list_tools'"));
    assertThat(all.path("result").path("tools").findValuesAsText("name"))
        .contains("echo", "talk")
        .hasSize(11);
    assertThat(all.path("result").has("truncated")).isFalse();
  }

  @Test
  void listsSomePagesAndSaysWhereToGoOn() throws Exception {
    ObjectNode some =
        result(inputs("/ctx/mcp", "'operation':'list_tools','cursor':'3','max_pages':1"));
    assertThat(some.path("result").path("tools")).hasSize(3);
    assertThat(some.path("result").path("truncated").booleanValue()).isTrue();
    assertThat(some.path("result").path("nextCursor").textValue()).isEqualTo("6");
  }

  @Test
  void anErrorOfAToolIsAFailure() throws Exception {
    Failed failed = failure(call("fail", "{}"));
    assertThat(failed.kind()).isEqualTo("tool_error");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("the disk is full");
    assertThat(failed.details().path("result").path("isError").booleanValue()).isTrue();
  }

  @Test
  void anErrorOfTheProtocolIsAFailureWithItsCode() throws Exception {
    Failed failed = failure(call("nothing", "{}"));
    assertThat(failed.kind()).isEqualTo("rpc_error");
    assertThat(failed.details().path("error_code").intValue()).isEqualTo(-32_602);
    assertThat(failed.message()).contains("-32602").contains("no such tool");
  }

  @Test
  void sendsABearerTokenAndHeaders() throws Exception {
    Failed refused = failure(inputs("/secure", "'operation':'list_tools'"));
    assertThat(refused.kind()).isEqualTo("http_401");
    assertThat(refused.retryable()).isFalse();
    assertThat(refused.message()).contains("inputs.auth");
    result(inputs("/secure", "'operation':'list_tools','auth':{'type':'bearer','token':'good'}"));
    result(inputs("/secure", "'operation':'list_tools','headers':{'Authorization':'Bearer good'}"));
  }

  @ParameterizedTest
  @CsvSource({"404,false", "429,true", "500,true", "503,true", "307,false"})
  void aRefusalOfHttpIsAFailure(int status, boolean retryable) throws Exception {
    Failed failed = failure(inputs("/status/" + status, "'operation':'list_tools'"));
    assertThat(failed.kind()).isEqualTo("http_" + status);
    assertThat(failed.retryable()).isEqualTo(retryable);
    assertThat(failed.retryAfter())
        .isEqualTo(retryable ? Optional.of(Duration.ofSeconds(7)) : Optional.empty());
  }

  @Test
  void aTimeoutEndsTheWorkOnTheOtherSide() throws Exception {
    int before = server.state().path("aborted").intValue();
    Failed failed = failure(call("hang", "{},'timeout':1.5"));
    assertThat(failed.kind()).isEqualTo("timeout");
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.message()).contains("1.5 seconds").contains("inputs.timeout");
    awaitStopped();
    assertThat(server.state().path("aborted").intValue()).isEqualTo(before + 1);
  }

  @Test
  void aServerThatDoesNotAnswerTheHandshakeIsATimeout() throws Exception {
    Failed failed = failure(inputs("/stall", "'operation':'list_tools','timeout':0.5"));
    assertThat(failed.kind()).isEqualTo("timeout");
  }

  @Test
  void anAnswerOverTheLimitIsAFailure() throws Exception {
    Failed failed = failure(call("big", "{'size':5000},'max_bytes':4000"));
    assertThat(failed.kind()).isEqualTo("response_too_large");
    assertThat(failed.message()).contains("inputs.max_bytes");
    assertThat(failed.retryable()).isFalse();
  }

  @Test
  void connectsOnlyWhereTheGuardAllows() throws Exception {
    McpExecutor executor = open(List.of());
    Failed failed =
        (Failed) TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(goodInputs())));
    executor.close();
    assertThat(failed.kind()).isEqualTo("egress_denied");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("espalier.egress.allow");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'operation':'x';inputs.operation must be call_tool",
        "'operation':'read_resource';inputs.resource_uri is required",
        "'operation':'get_prompt';inputs.prompt_name is required",
        "'operation':'call_tool','tool_name':'a','arguments':[];inputs.arguments must be an object",
        "'operation':'list_tools','transport':'smoke';inputs.transport must be stdio or http",
        "'operation':'list_tools','headers':{'Accept':'a'};inputs.headers.Accept cannot be set",
        "'operation':'list_tools','auth':{'type':'bearer'};inputs.auth.token is required"
      })
  void badInputsAreRefused(String more, String message) throws Exception {
    Failed failed = failure(inputs("/ctx/mcp", more));
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith(message);
  }

  @Test
  void localProgramsAreOff() throws Exception {
    Failed failed =
        failure(Contexts.json("{'transport':'stdio','operation':'list_tools','command':['node']}"));
    assertThat(failed.kind()).isEqualTo("stdio_denied");
    assertThat(failed.message()).contains("espalier.executors.mcp.stdio-enabled");
  }
}
