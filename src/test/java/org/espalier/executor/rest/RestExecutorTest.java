package org.espalier.executor.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;
import static org.espalier.executor.http.TestServer.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.RawServer;
import org.espalier.executor.http.TestServer;
import org.espalier.settings.EgressSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestExecutorTest implements TaskExecutorContract {
  private static final int CAP = 1 << 20;

  private TestServer server;
  private RawServer silent;
  private RestExecutor http;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.http();
    silent = new RawServer(RawServer::awaitHangUp);
    http = open();
  }

  @AfterEach
  void stop() throws IOException {
    http.close();
    silent.close();
    server.close();
  }

  static RestExecutor open(String... allow) {
    List<String> opened = allow.length == 0 ? List.of("127.0.0.0/8", "::1") : List.of(allow);
    return RestExecutor.standalone(new EgressGuard(new EgressSettings(opened)), CAP);
  }

  @Override
  public TaskExecutor executor() {
    return open();
  }

  @Override
  public void close(TaskExecutor executor) {
    ((RestExecutor) executor).close();
  }

  @Override
  public ObjectNode goodInputs() {
    return json("{'url':'" + server.url("/") + "','task-1':{'n':1}}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        json("{'url':'ftp://x'}"),
        "/inputs/url",
        json("{'url':'http://h:99999/'}"),
        "/inputs/url",
        json("{'url':'http://169.254.169.254/latest'}"),
        "/inputs/url",
        json("{'url':'http://h','method':'BAD METHOD'}"),
        "/inputs/method",
        json("{'url':'http://h','headers':{'a b':1}}"),
        "/inputs/headers",
        json("{'url':'http://h','auth':{'type':'basic','username':'a:b','password':''}}"),
        "/inputs/auth/username");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(json("{'url':5}"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(json("{'url':'" + silent.url("/") + "','timeout':600}"));
  }

  @Override
  public void awaitBegun() throws InterruptedException {
    assertThat(silent.awaitAsked()).isTrue();
  }

  private ExecutionOutcome run(String path, String more) throws InterruptedException {
    return TaskExecutorContract.outcome(
        () -> http.execute(Contexts.of("{'url':'" + server.url(path) + "'" + more + "}")));
  }

  private ObjectNode result(String path, String more) throws InterruptedException {
    ExecutionOutcome outcome = run(path, more);
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private Failed failure(String path, String more) throws InterruptedException {
    ExecutionOutcome outcome = run(path, more);
    assertThat(outcome).isInstanceOf(Failed.class);
    return (Failed) outcome;
  }

  @Test
  void returnsStatusHeadersAndText() throws Exception {
    ObjectNode result = result("/x?q=1", "");
    assertThat(result.path("success").booleanValue()).isTrue();
    assertThat(result.path("status_code").intValue()).isEqualTo(200);
    assertThat(result.path("url").textValue()).isEqualTo(server.url("/x?q=1"));
    assertThat(result.path("method").textValue()).isEqualTo("GET");
    assertThat(result.path("headers").path("content-type").textValue()).isEqualTo("text/plain");
    assertThat(result.path("text").textValue()).isEqualTo("hello");
    assertThat(result.has("json")).isFalse();
  }

  @Test
  void sendsMethodHeadersQueryAndJson() throws Exception {
    result(
        "/p?a=0",
        ",'method':'post','headers':{'X-A':'b','X-N':1},'params':{'q':'a b&ü','n':[1,2],'no':null},"
            + "'json':{'k':[1]},'data':'ignored'");
    TestServer.Seen seen = server.only();
    assertThat(seen.method()).isEqualTo("POST");
    assertThat(seen.uri()).isEqualTo("/p?a=0&q=a%20b%26%C3%BC&n=1&n=2");
    assertThat(seen.header("X-A")).isEqualTo("b");
    assertThat(seen.header("X-N")).isEqualTo("1");
    assertThat(seen.header("Content-Type")).isEqualTo("application/json");
    assertThat(seen.header("Host")).isEqualTo("127.0.0.1:" + server.port());
    assertThat(seen.body()).isEqualTo("{\"k\":[1]}");
  }

  @Test
  void sendsFormAndTextBodies() throws Exception {
    result("/f", ",'method':'PUT','data':{'a':'1 2','b':[true,3]}");
    result("/t", ",'method':'PATCH','data':'grün'");
    result("/c", ",'method':'POST','data':'<a/>','headers':{'content-type':'application/xml'}");
    List<TestServer.Seen> seen = server.seen();
    assertThat(seen.get(0).body()).isEqualTo("a=1%202&b=true&b=3");
    assertThat(seen.get(0).header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(seen.get(1).body()).isEqualTo("grün");
    assertThat(seen.get(1).header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
    assertThat(seen.get(2).header("Content-Type")).isEqualTo("application/xml");
  }

  @Test
  void paramsAreDefaultsUnderTheInputs() throws Exception {
    http.execute(
        Contexts.withParams(
            "{'url':'" + server.url("/") + "','headers':{'x-a':'own','x-gone':null}}",
            "{'headers':{'X-A':'default','X-B':'default','X-Gone':'y'},"
                + "'auth':{'type':'bearer','token':'t'}}"));
    TestServer.Seen seen = server.only();
    assertThat(seen.header("X-A")).isEqualTo("own");
    assertThat(seen.header("X-B")).isEqualTo("default");
    assertThat(seen.header("X-Gone")).isEmpty();
    assertThat(seen.header("Authorization")).isEqualTo("Bearer t");
  }

  @Test
  void authenticates() throws Exception {
    result("/", ",'auth':{'type':'basic','username':'u','password':'p:ü'}");
    result("/", ",'auth':{'type':'apikey','key':'X-Key','value':'k'}");
    result("/", ",'auth':{'type':'bearer','token':'t'},'headers':{'authorization':'mine'}");
    ObjectNode result =
        result("/q", ",'auth':{'type':'apikey','key':'key','value':'s e','location':'query'}");
    List<TestServer.Seen> seen = server.seen();
    assertThat(seen.get(0).header("Authorization")).isEqualTo("Basic dTpwOsO8");
    assertThat(seen.get(1).header("X-Key")).isEqualTo("k");
    assertThat(seen.get(2).header("Authorization")).isEqualTo("mine");
    assertThat(seen.get(3).uri()).isEqualTo("/q?key=s%20e");
    assertThat(result.path("url").textValue()).isEqualTo(server.url("/q"));
  }

  @Test
  void sendsTheIdempotencyKeyUnlessTaskSaysOtherwise() throws Exception {
    result("/", "");
    result("/", ",'headers':{'idempotency-key':'mine'}");
    result("/", ",'idempotency_key':false");
    assertThat(server.seen())
        .extracting(seen -> seen.header("Idempotency-Key"))
        .containsExactly("key-of-the-task", "mine", "");
  }

  @ParameterizedTest
  @CsvSource({
    "400, false",
    "401, false",
    "404, false",
    "408, true",
    "409, false",
    "425, true",
    "429, true",
    "500, true",
    "503, true"
  })
  void errorStatusIsAFailure(int status, boolean retryable) throws Exception {
    server.on("/e", exchange -> answer(exchange, status, "application/json", "{\"why\":1}"));
    Failed failed = failure("/e?token=secret", "");
    assertThat(failed.kind()).isEqualTo("http_" + status);
    assertThat(failed.retryable()).isEqualTo(retryable);
    assertThat(failed.message())
        .startsWith("GET " + server.url("/e") + " answered " + status)
        .doesNotContain("secret");
    assertThat(failed.details().path("json")).isEqualTo(json("{'why':1}"));
    assertThat(failed.details().path("success").booleanValue()).isFalse();
    assertThat(failed.retryAfter()).isEmpty();
  }

  @Test
  void errorStatusIsAResultWhereTheTaskWantsIt() throws Exception {
    server.on("/e", exchange -> answer(exchange, 404, "text/plain", "no"));
    ObjectNode result = result("/e", ",'fail_on_status':false");
    assertThat(result.path("success").booleanValue()).isFalse();
    assertThat(result.path("status_code").intValue()).isEqualTo(404);
  }

  @Test
  void honoursRetryAfter() throws Exception {
    server.on(
        "/busy",
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "7");
          answer(exchange, 429, "text/plain", "later");
        });
    assertThat(failure("/busy", "").retryAfter()).contains(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'url':null}",
        "{'url':''}",
        "{'url':'ftp://example.com/'}",
        "{'url':'file:///etc/passwd'}",
        "{'url':'example.com'}",
        "{'url':'http://'}",
        "{'url':'http://user:pw@example.com/'}",
        "{'url':'http://example.com:99999/'}",
        "{'url':'http://example.com:0/'}",
        "{'url':'http:///'}",
        "{'url':'http://exa mple.com/'}",
        "{'url':'http://example.com/\\r\\nX: y'}",
        "{'url':'http://a/','method':'GET / HTTP/1.1\\r\\nX: y'}",
        "{'url':'http://a/','method':''}",
        "{'url':'http://a/','method':'CONNECT'}",
        "{'url':'http://a/','headers':{'X':'a\\r\\nY: b'}}",
        "{'url':'http://a/','headers':{'X\\n':'a'}}",
        "{'url':'http://a/','headers':{'Content-Length':'5'}}",
        "{'url':'http://a/','headers':{'X':{}}}",
        "{'url':'http://a/','headers':'X: y'}",
        "{'url':'http://a/','params':[1]}",
        "{'url':'http://a/','data':[1]}",
        "{'url':'http://a/','timeout':-1}",
        "{'url':'http://a/','timeout':'30'}",
        "{'url':'http://a/','verify':'no'}",
        "{'url':'http://a/','max_response_bytes':1048577}",
        "{'url':'http://a/','auth':{}}",
        "{'url':'http://a/','auth':{'type':'digest'}}",
        "{'url':'http://a/','auth':{'type':'bearer'}}",
        "{'url':'http://a/','auth':{'type':'bearer','token':'a\\nb'}}",
        "{'url':'http://a/','auth':{'type':'basic','username':'u'}}",
        "{'url':'http://a/','auth':{'type':'apikey','key':'k'}}",
        "{'url':'http://a/','auth':{'type':'apikey','key':'k','value':'v','location':'body'}}"
      })
  void wrongInputIsNamed(String inputs) throws Exception {
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(() -> http.execute(Contexts.of(inputs)));
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(((Failed) outcome).kind()).isEqualTo("invalid_input");
    assertThat(((Failed) outcome).message()).startsWith("inputs.").endsWith(".");
  }

  @Test
  void readsBodiesAsWhatTheyAre() throws Exception {
    server.on("/j", exchange -> answer(exchange, 200, "application/problem+json", "[1,2.50]"));
    server.on("/plain", exchange -> answer(exchange, 200, "text/plain", " {\"a\":1}"));
    server.on("/bad", exchange -> answer(exchange, 200, "application/json", "{oops"));
    server.on("/dup", exchange -> answer(exchange, 200, "application/json", "{\"a\":1,\"a\":2}"));
    server.on(
        "/latin",
        exchange ->
            answer(
                exchange,
                200,
                "text/plain; charset=\"ISO-8859-1\"",
                "grün".getBytes(StandardCharsets.ISO_8859_1)));
    server.on(
        "/bin",
        exchange ->
            answer(exchange, 200, "image/png", new byte[] {(byte) 0x89, 'P', (byte) 0xff, 0}));
    server.on("/nul", exchange -> answer(exchange, 200, "text/plain", "a\0b"));
    server.on("/none", exchange -> exchange.sendResponseHeaders(204, -1));
    assertThat(result("/j", "").path("json").toString()).isEqualTo("[1,2.50]");
    assertThat(result("/plain", "").path("json")).isEqualTo(json("{'a':1}"));
    assertThat(result("/bad", "").path("text").textValue()).isEqualTo("{oops");
    assertThat(result("/dup", "").has("text")).isTrue();
    assertThat(result("/latin", "").path("text").textValue()).isEqualTo("grün");
    assertThat(result("/bin", "").path("body_base64").textValue()).isEqualTo("iVD/AA==");
    assertThat(result("/nul", "").path("body_base64").textValue()).isEqualTo("YQBi");
    assertThat(result("/none", "").path("text").textValue()).isEmpty();
    assertThat(result("/j", ",'method':'HEAD'").path("text").textValue()).isEmpty();
  }

  private interface Packing {
    OutputStream over(OutputStream out) throws IOException;
  }

  private static byte[] packed(byte[] body, Packing packing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packing.over(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  private void serveEncoded(String path, String coding, byte[] body) {
    server.on(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", coding);
          answer(exchange, 200, "text/plain", body);
        });
  }

  @Test
  void unpacksCompressedBodies() throws Exception {
    byte[] text = "packed text".getBytes(StandardCharsets.UTF_8);
    serveEncoded("/gzip", "gzip", packed(text, GZIPOutputStream::new));
    serveEncoded("/zlib", "deflate", packed(text, DeflaterOutputStream::new));
    serveEncoded(
        "/raw",
        "deflate",
        packed(text, out -> new DeflaterOutputStream(out, new Deflater(9, true))));
    serveEncoded(
        "/twice", "gzip, gzip", packed(packed(text, GZIPOutputStream::new), GZIPOutputStream::new));
    for (String path : List.of("/gzip", "/zlib", "/raw", "/twice")) {
      assertThat(result(path, "").path("text").textValue()).isEqualTo("packed text");
    }
    serveEncoded("/damaged", "gzip", text);
    assertThat(failure("/damaged", "").kind()).isEqualTo("network");
  }

  @Test
  void refusesLargeBodiesAlsoWhenTheyComePacked() throws Exception {
    server.on("/large", exchange -> answer(exchange, 200, "text/plain", new byte[CAP + 1]));
    server.on("/exact", exchange -> answer(exchange, 200, "text/plain", "x".repeat(CAP)));
    serveEncoded("/bomb", "gzip", packed(new byte[64 << 20], GZIPOutputStream::new));
    assertThat(result("/exact", "").path("text").textValue()).hasSize(CAP);
    for (String path : List.of("/large", "/bomb")) {
      Failed failed = failure(path, "");
      assertThat(failed.kind()).isEqualTo("response_too_large");
      assertThat(failed.retryable()).isFalse();
      assertThat(failed.message()).contains("1048576");
    }
    assertThat(failure("/exact", ",'max_response_bytes':10").kind())
        .isEqualTo("response_too_large");
  }
}
