package org.espalier.executor.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.Metadata;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.it.EspalierServer;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.GrpcSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
class GrpcExecutorTest implements TaskExecutorContract {
  private static final GrpcSettings SETTINGS = new GrpcSettings(4 << 20, Duration.ofHours(1));

  private TestServer server;
  private GrpcExecutor grpc;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(TestServer.Has.V1);
    grpc = open("127.0.0.0/8", "::1");
  }

  @AfterEach
  void stop() {
    grpc.close();
    server.close();
  }

  static GrpcExecutor open(String... allow) {
    return GrpcExecutor.standalone(new EgressGuard(new EgressSettings(List.of(allow))), SETTINGS);
  }

  @Override
  public TaskExecutor executor() {
    return open("127.0.0.0/8");
  }

  @Override
  public void close(TaskExecutor executor) {
    ((GrpcExecutor) executor).close();
  }

  private ObjectNode inputs(String method, String request) {
    return json(
        "{'server':'%s','service':'test.v1.Notes','method':'%s','request':%s}"
            .formatted(server.address(), method, request));
  }

  @Override
  public ObjectNode goodInputs() {
    return inputs("Say", "{'text':'hello'}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        Contexts.json("{'server':'nowhere','service':'a.B','method':'C'}"),
        "/inputs/server",
        Contexts.json(
            "{'server':'h:1','service':'a.B','method':'C','proto':'x','descriptor_set':''}"),
        "/inputs/proto");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(goodInputs().put("server", 5));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(inputs("Say", "{'text':'hang'}").put("timeout", 500));
  }

  @Override
  public void awaitBegun() {
    server.awaitHanging(1);
  }

  @Override
  public void awaitStopped() {
    server.awaitHanging(0);
  }

  @Override
  public Optional<ObjectNode> unreachableInputs() {
    return Optional.of(goodInputs().put("server", "127.0.0.1:" + EspalierServer.freePort()));
  }

  @Override
  public Optional<ObjectNode> hugeInputs() {
    return Optional.of(inputs("Repeat", "{'text':'flood'}").put("timeout", 100));
  }

  private ObjectNode succeed(ObjectNode inputs) throws InterruptedException {
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(() -> grpc.execute(Contexts.of(inputs)));
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private Failed fail(ObjectNode inputs) throws InterruptedException {
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(() -> grpc.execute(Contexts.of(inputs)));
    assertThat(outcome).isInstanceOf(Failed.class);
    Failed failed = (Failed) outcome;
    assertThat(failed.message()).endsWith(".").doesNotContain("Exception");
    return failed;
  }

  @Test
  void convertsEveryKindOfFieldBothWays() throws Exception {
    String note =
        "{'text':'\u00e4','bigNumber':'9007199254740993','data':'AAEC','colour':'RED','tags':['a','b'],"
            + "'at':'2026-01-02T03:04:05.600Z','length':'1.500s',"
            + "'any':{'@type':'type.googleapis.com/test.v1.Note','text':'inside','bigNumber':'0','data':'','colour':'NONE','tags':[]},"
            + "'free':{'x':[1.0,null,{'y':true}]},'wrapped':7,"
            + "'inner':{'text':'deep','bigNumber':'0','data':'','colour':'NONE','tags':[]}}";
    ObjectNode result = succeed(inputs("Say", note));
    assertThat(Json.write(result.get("response"))).isEqualTo(Json.write(json(note)));
    assertThat(result.get("success").booleanValue()).isTrue();
    assertThat(result.get("server").textValue()).isEqualTo(server.address());
  }

  @Test
  void takesNamesAsTheyAreInTheFileAndAddsDefaults() throws Exception {
    assertThat(succeed(inputs("Say", "{'big_number':5}")).get("response"))
        .isEqualTo(json("{'text':'','bigNumber':'5','data':'','colour':'NONE','tags':[]}"));
  }

  @Test
  void sendsAStreamAndGetsOneAnswer() throws Exception {
    ObjectNode inputs = inputs("Collect", "{}");
    inputs.set("requests", json("{'l':" + TestServer.list(12) + "}").get("l"));
    assertThat(succeed(inputs).get("response").get("text").textValue()).isEqualTo("01234567891011");
  }

  @Test
  void collectsAStreamAndShowsItWhileItComes() throws Exception {
    List<String> shown = Collections.synchronizedList(new ArrayList<>());
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(double progress, String message) {}

          @Override
          public void output(String stream, String text) {
            shown.add(stream + " " + text);
          }
        };
    ObjectNode inputs = inputs("Repeat", "{'text':'again','bigNumber':3}");
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(
            () ->
                grpc.execute(
                    Contexts.of(inputs, Json.object(), 1, new CancellationToken(), listener)));
    ObjectNode result = ((Succeeded) outcome).result();
    assertThat(result.get("responses")).hasSize(3);
    assertThat(result.get("message_count").intValue()).isEqualTo(3);
    assertThat(result.get("truncated").booleanValue()).isFalse();
    assertThat(shown).hasSize(3).allMatch(line -> line.startsWith("messages {\"text\":\"again\""));
  }

  @Test
  void talksBothWays() throws Exception {
    ObjectNode inputs = inputs("Talk", TestServer.list(5));
    assertThat(succeed(inputs).get("responses"))
        .extracting(message -> message.get("text").textValue())
        .containsExactly("0", "0", "1", "1", "2", "2", "3", "3", "4", "4");
  }

  @Test
  void endsTheCallAfterEnoughMessages() throws Exception {
    ObjectNode result = succeed(inputs("Repeat", "{'bigNumber':1000000}").put("max_messages", 4));
    assertThat(result.get("responses")).hasSize(4);
  }

  @Test
  void aStreamThatIsTooLongIsAFailure() throws Exception { // #19
    Failed failed = fail(hugeInputs().orElseThrow());
    assertThat(failed.kind()).isEqualTo("response_too_large");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("max-response-bytes").contains("fail_on_truncation");
    assertThat(failed.details().get("responses")).hasSize(3);
  }

  @Test
  void anAnswerWhoseJsonIsTooLargeIsAFailure() throws Exception { // #19
    ObjectNode inputs = goodInputs();
    inputs.putObject("request").put("text", "\u0001".repeat(1 << 20));
    Failed failed = fail(inputs);
    assertThat(failed.kind()).isEqualTo("response_too_large");
    assertThat(failed.message()).doesNotContain("fail_on_truncation");
  }

  @Test
  void keepsTheBeginningOfALongStreamWhereTheTaskAllowsIt() throws Exception {
    ObjectNode inputs = inputs("Repeat", "{'bigNumber':20}").put("fail_on_truncation", false);
    ((ObjectNode) inputs.get("request")).put("text", "x".repeat(1 << 20));
    ObjectNode result = succeed(inputs);
    assertThat(result.get("responses")).hasSize(3);
    assertThat(result.get("message_count").intValue()).isEqualTo(20);
    assertThat(result.get("truncated").booleanValue()).isTrue();
  }

  @Test
  void aMessageThatIsTooLargeIsAFailure() throws Exception {
    ObjectNode inputs = goodInputs();
    inputs.putObject("request").put("text", "x".repeat(5 << 20));
    Failed failed = fail(inputs);
    assertThat(failed.kind()).isEqualTo("response_too_large");
    assertThat(failed.retryable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE, grpc_unavailable, true",
    "RESOURCE_EXHAUSTED, grpc_resource_exhausted, true",
    "ABORTED, grpc_aborted, true",
    "NOT_FOUND, grpc_not_found, false",
    "INVALID_ARGUMENT, grpc_invalid_argument, false",
    "PERMISSION_DENIED, grpc_permission_denied, false",
    "UNAUTHENTICATED, grpc_unauthenticated, false",
    "INTERNAL, grpc_internal, false",
    "CANCELLED, grpc_cancelled, false"
  })
  void aStatusIsAFailureOfItsOwnKind(String status, String kind, boolean retryable)
      throws Exception {
    Failed failed = fail(inputs("Say", "{'text':'" + status + "'}"));
    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.retryable()).isEqualTo(retryable);
    assertThat(failed.message()).contains(status, "as asked", "test.v1.Notes/Say");
    assertThat(failed.retryAfter()).contains(Duration.ofMillis(1_500));
    assertThat(failed.details().get("trailers").get("hint").textValue()).isEqualTo("look here");
  }

  @Test
  void sendsMetadataAndTheIdempotencyKey() throws Exception {
    ObjectNode inputs = goodInputs();
    inputs.set("metadata", json("{'Authorization':'Bearer x','n':[1,'two'],'raw-bin':'AAEC'}"));
    succeed(inputs);
    Metadata received = server.received();
    assertThat(received.get(CallMetadata.text("authorization"))).isEqualTo("Bearer x");
    assertThat(received.getAll(CallMetadata.text("n"))).containsExactly("1", "two");
    assertThat(received.get(Metadata.Key.of("raw-bin", Metadata.BINARY_BYTE_MARSHALLER)))
        .containsExactly(0, 1, 2);
    assertThat(received.get(CallMetadata.text("idempotency-key"))).isEqualTo("key-of-the-task");
    succeed(goodInputs().put("idempotency_key", false));
    assertThat(server.received().containsKey(CallMetadata.text("idempotency-key"))).isFalse();
  }

  @Test
  void passesTheDeadlineOn() throws Exception {
    succeed(goodInputs().put("timeout", 20));
    assertThat(server.deadline().orElseThrow().timeRemaining(TimeUnit.SECONDS)).isBetween(0L, 20L);
    succeed(goodInputs().put("timeout", 3_000));
    assertThat(server.deadline().orElseThrow().timeRemaining(TimeUnit.SECONDS))
        .as("no longer than the attempt")
        .isBetween(0L, 60L);
  }

  @Test
  void itsOwnTimeoutEndsTheCallOnBothSides() throws Exception {
    Failed failed = fail(inputs("Say", "{'text':'hang'}").put("timeout", 1));
    assertThat(failed.kind()).isEqualTo("timeout");
    assertThat(failed.retryable()).isTrue();
    server.awaitHanging(0);
  }

  @Test
  void asksForTheDescriptionTheOlderWay() throws Exception {
    try (TestServer older = new TestServer(TestServer.Has.V1_ALPHA)) {
      assertThat(succeed(goodInputs().put("server", older.address())).get("response").get("text"))
          .hasToString("\"hello\"");
    }
  }

  @Test
  void takesTheDescriptionFromTheTask() throws Exception {
    try (TestServer silent = new TestServer(TestServer.Has.NO_REFLECTION)) {
      ObjectNode inputs = goodInputs().put("server", silent.address());
      Failed failed = fail(inputs);
      assertThat(failed.kind()).isEqualTo("no_reflection");
      assertThat(failed.message()).contains("descriptor_set");
      inputs.put("descriptor_set", base64(NoteService.descriptorSet(true)));
      assertThat(succeed(inputs).get("response").get("text").textValue()).isEqualTo("hello");
    }
  }

  @Test
  void takesTheDescriptionAsText() throws Exception {
    try (TestServer silent = new TestServer(TestServer.Has.NO_REFLECTION)) {
      ObjectNode inputs =
          inputs("Say", "{'text':'hello','mine':'7','at':'2026-01-02T03:04:05Z','tags':['a']}")
              .put("server", silent.address());
      inputs.put("proto", NoteService.PROTO + NoteService.PROTO_SERVICE);
      ObjectNode answer = (ObjectNode) succeed(inputs).get("response");
      assertThat(answer.get("text").textValue()).isEqualTo("hello");
      assertThat(answer.get("mine").textValue()).as("its json_name").isEqualTo("7");
      assertThat(answer.get("at").textValue()).isEqualTo("2026-01-02T03:04:05Z");
      ObjectNode files = inputs.putObject("proto");
      files.put("acme/note.proto", NoteService.PROTO);
      files.put(
          "acme/service.proto",
          "syntax = 'proto3'; package test.v1; import 'acme/note.proto';"
              + NoteService.PROTO_SERVICE);
      assertThat(succeed(inputs).get("response").get("tags").get(0).textValue()).isEqualTo("a");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hello | inputs.proto:1:1",
        "syntax = 'proto3'; message A { B b = 1; } | unable to resolve B",
        "syntax = 'proto3'; message A { int32 | unexpected end of file",
        "syntax = 'proto3'; import 'x/y.proto'; message A {} | x/y.proto is imported and not there",
        "syntax = 'proto3'; import '/etc/passwd'; | /etc/passwd is imported and not there",
        "syntax = 'proto3'; import 'inputs.proto'; | imports form a cycle",
        "syntax = 'proto3'; message A { A a = 1; } | test.v1.Notes"
      })
  void saysWhatIsWrongInAText(String proto, String message) throws Exception {
    Failed failed = fail(goodInputs().put("proto", proto));
    assertThat(failed.kind()).isIn("bad_descriptors", "service_not_found");
    assertThat(failed.message()).contains(message);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void refusesADescriptionThatIsNoneOrIncomplete() throws Exception {
    Failed incomplete =
        fail(goodInputs().put("descriptor_set", base64(NoteService.descriptorSet(false))));
    assertThat(incomplete.kind()).isEqualTo("bad_descriptors");
    assertThat(incomplete.message()).contains("note.proto", "--include_imports");
    assertThat(fail(goodInputs().put("descriptor_set", "AAAA")).kind())
        .isEqualTo("bad_descriptors");
  }

  @Test
  void namesWhatIsNotThere() throws Exception {
    assertThat(fail(goodInputs().put("service", "test.v1.Nothing")).kind())
        .isEqualTo("service_not_found");
    Failed failed = fail(goodInputs().put("method", "Shout"));
    assertThat(failed.kind()).isEqualTo("method_not_found");
    assertThat(failed.message()).contains("Say, Collect, Repeat, Talk");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'server':'nohost'}",
        "{'server':'http://x:1'}",
        "{'server':'x:99999'}",
        "{'service':''}",
        "{'method':5}",
        "{'request':{'nothing':1}}",
        "{'request':{'bigNumber':'many'}}",
        "{'request':[{},{}]}",
        "{'request':5}",
        "{'descriptor_set':5}",
        "{'proto_file':'a.proto'}",
        "{'proto':5}",
        "{'proto':{'a.proto':5}}",
        "{'proto':'message A {}','descriptor_set':'AAAA'}",
        "{'metadata':{'a b':'c'}}",
        "{'metadata':{'a':'\u00e4'}}",
        "{'metadata':{'grpc-timeout':'1'}}",
        "{'metadata':{'a-bin':'%'}}",
        "{'tls':{'cert':'x'}}",
        "{'tls':{'ca':'x'}}",
        "{'max_messages':0}"
      })
  void refusesWrongInputs(String change) throws Exception {
    ObjectNode inputs = goodInputs();
    inputs.setAll(json(change));
    Failed failed = fail(inputs);
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith("inputs.");
  }

  @Test
  void connectsOnlyToWhereTheGuardAllows() throws Exception {
    GrpcExecutor guarded = open();
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(() -> guarded.execute(Contexts.of(goodInputs())));
    guarded.close();
    assertThat(((Failed) outcome).kind()).isEqualTo("egress_denied");
  }

  @Test
  void aHostThatCannotBeResolvedIsAFailureOfTheNetwork() throws Exception {
    assertThat(fail(goodInputs().put("server", "nothing.invalid:1")).kind()).isEqualTo("network");
  }

  @Test
  void aServerThatHangsUpIsAFailureThatARetryMayHelp() throws Exception {
    try (ServerSocket rude = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread answering =
          new Thread(
              () -> {
                while (!rude.isClosed()) {
                  try {
                    rude.accept().close();
                  } catch (IOException e) {
                    return;
                  }
                }
              },
              "test-server-rude");
      answering.start();
      Failed failed = fail(goodInputs().put("server", "127.0.0.1:" + rude.getLocalPort()));
      assertThat(failed.retryable()).isTrue();
      assertThat(failed.kind()).isIn("network", "grpc_unavailable");
    }
  }

  @Test
  void keepsAnAnyOfATypeNobodyDescribes() throws Exception { // #19
    ObjectNode inputs = goodInputs();
    inputs
        .put("proto", NoteService.PROTO + NoteService.PROTO_SERVICE)
        .putObject("request")
        .put("text", "PACK acme.v1.Unknown");
    ObjectNode response = (ObjectNode) succeed(inputs).get("response");
    assertThat(response.path("text").textValue()).isEqualTo("packed");
    assertThat(response.path("mine").textValue()).isEqualTo("0");
    assertThat(response.path("any"))
        .isEqualTo(json("{'@type':'type.googleapis.com/acme.v1.Unknown','value':'CAE='}"));
  }

  @Test
  void keepsAnAnyOfAnUnknownTypeInsideAnAny() throws Exception { // #19
    ObjectNode response =
        (ObjectNode) succeed(inputs("Say", "{'text':'NEST acme.v1.Unknown'}")).get("response");
    assertThat(response.path("any").path("@type").textValue())
        .isEqualTo("type.googleapis.com/test.v1.Note");
    assertThat(response.path("any").path("text").textValue()).isEqualTo("packed");
    assertThat(response.path("any").path("any"))
        .isEqualTo(json("{'@type':'type.googleapis.com/acme.v1.Unknown','value':'CAE='}"));
  }

  @Test
  void keepsAnAnyWhoseBytesAreNotWhatItsNameSays() throws Exception { // #19
    ObjectNode response =
        (ObjectNode) succeed(inputs("Say", "{'text':'PACK test.v1.Note'}")).get("response");
    assertThat(response.path("any").path("value").textValue()).isEqualTo("CgU=");
  }

  @Test
  void keepsAnAnswerWithATimeThatJsonHasNoWordsFor() throws Exception { // #19
    ObjectNode response = (ObjectNode) succeed(inputs("Say", "{'text':'FAR'}")).get("response");
    assertThat(response.path("text").textValue()).isEqualTo("far");
    assertThat(response.path("at").toString())
        .isEqualTo("{\"seconds\":\"999999999999999\",\"nanos\":0}");
    assertThat(response.path("colour").textValue()).isEqualTo("NONE");
    assertThat(response.path("tags")).isEqualTo(Json.read("[\"a\"]"));
  }

  @Test
  void aDeadlineOfTheServersOwnIsItsAnswer() throws Exception { // #19
    Failed failed = fail(inputs("Say", "{'text':'DEADLINE_EXCEEDED'}"));
    assertThat(failed.kind()).isEqualTo("grpc_deadline_exceeded");
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.message()).contains("answered DEADLINE_EXCEEDED: as asked");
  }
}
