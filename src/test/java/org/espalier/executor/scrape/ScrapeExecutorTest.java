package org.espalier.executor.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;
import static org.espalier.executor.http.TestServer.answer;
import static org.espalier.executor.http.TestServer.redirect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
import org.espalier.executor.http.RawServer;
import org.espalier.executor.http.TestServer;
import org.espalier.it.EspalierServer;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.ScrapeSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeExecutorTest implements TaskExecutorContract {
  private static final String PAGE =
      """
      <!doctype html><html lang="en"><head><title>A  page</title>
      <meta name="description" content="What it is about">
      <meta property="og:title" content="The page"><meta property="og:image" content="/i.png">
      <link rel="canonical" href="/canonical"></head>
      <body><nav><a href="/menu">Menu</a></nav>
      <main><h1>Hello</h1><p>Some <a href="other#top">text</a>.</p><p class="price">5</p><p class="price">7</p></main></body></html>
      """;

  private TestServer server;
  private RawServer silent;
  private ScrapeExecutor scrape;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.http();
    server.on("/robots.txt", exchange -> answer(exchange, 404, "text/plain", "none"));
    server.on("/page", exchange -> answer(exchange, 200, "text/html", PAGE));
    silent = new RawServer(RawServer::awaitHangUp);
    scrape = open("127.0.0.0/8");
  }

  @AfterEach
  void stop() throws IOException {
    scrape.close();
    silent.close();
    server.close();
  }

  private static ScrapeExecutor open(String... allow) {
    return ScrapeExecutor.standalone(
        new EgressGuard(new EgressSettings(List.of(allow))),
        new ScrapeSettings("Mole/1.0", 1 << 20, Duration.ofHours(1)));
  }

  @Override
  public TaskExecutor executor() {
    return open("127.0.0.0/8");
  }

  @Override
  public void close(TaskExecutor executor) {
    ((ScrapeExecutor) executor).close();
  }

  @Override
  public ObjectNode goodInputs() {
    return json("{'url':'" + server.url("/page") + "'}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        json("{'url':'ftp://x'}"),
        "/inputs/url",
        json("{'url':'http://[::1]/'}"),
        "/inputs/url",
        json("{'url':'http://h','select':{'a':'.b','price':'div['}}"),
        "/inputs/select/price");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(json("{'url':'x','max_chars':0}"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(json("{'url':'" + silent.url("/") + "','timeout':600}"));
  }

  @Override
  public void awaitBegun() throws InterruptedException {
    assertThat(silent.awaitAsked()).isTrue();
  }

  @Override
  public void awaitStopped() throws InterruptedException {
    assertThat(silent.awaitHungUp()).isTrue();
  }

  @Override
  public Optional<ObjectNode> unreachableInputs() {
    return Optional.of(json("{'url':'http://127.0.0.1:" + EspalierServer.freePort() + "/'}"));
  }

  @Override
  public Optional<ObjectNode> hugeInputs() {
    server.on("/huge", exchange -> answer(exchange, 200, "text/html", new byte[64 << 20]));
    return Optional.of(json("{'url':'" + server.url("/huge") + "'}"));
  }

  @Test // #19
  void aLongerTextIsAFailureWhereTheTaskSaysSo() throws Exception {
    Failed failed = (Failed) run("/page", ",'max_chars':5,'fail_on_truncation':true");
    assertThat(failed.kind()).isEqualTo("result_too_large");
    assertThat(failed.details().get("truncated").booleanValue()).isTrue();
  }

  private ExecutionOutcome run(String path, String more) throws InterruptedException {
    return TaskExecutorContract.outcome(
        () -> scrape.execute(Contexts.of("{'url':'" + server.url(path) + "'" + more + "}")));
  }

  private ObjectNode result(String path, String more) throws InterruptedException {
    ExecutionOutcome outcome = run(path, more);
    assertThat(outcome).as(outcome.toString()).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private Failed failure(String path, String more) throws InterruptedException {
    ExecutionOutcome outcome = run(path, more);
    assertThat(outcome).as(outcome.toString()).isInstanceOf(Failed.class);
    return (Failed) outcome;
  }

  private static String result(ObjectNode result) {
    return result.get("result").textValue();
  }

  @Test
  void returnsTextUnderItsHead() throws Exception {
    ObjectNode result = result("/page", "");
    assertThat(result(result))
        .isEqualTo(
            "Title: A page\nDescription: What it is about\nURL: %s\n\nHello\n\nSome text.\n\n5\n\n7"
                .formatted(server.url("/page")));
    assertThat(result.get("truncated").booleanValue()).isFalse();
    assertThat(result.get("metadata").toString())
        .isEqualTo(
            json("{'title':'A page','description':'What it is about','language':'en','canonical':'"
                    + server.url("/canonical")
                    + "','open_graph':{'title':'The page','image':'/i.png'}}")
                .toString());
    assertThat(server.seen())
        .extracting(TestServer.Seen::uri)
        .containsExactly("/robots.txt", "/page");
    assertThat(server.seen().get(1).header("User-Agent")).isEqualTo("Mole/1.0");
  }

  @Test
  void returnsWhatIsAskedFor() throws Exception {
    ObjectNode result =
        result(
            "/page",
            ",'extract_metadata':false,'format':'markdown','links':true,'select':{'prices':'.price','to':'a@href','none':'b'}");
    assertThat(result(result))
        .isEqualTo("# Hello\n\nSome [text](%s).\n\n5\n\n7".formatted(server.url("/other#top")));
    assertThat(result.get("selected").toString())
        .isEqualTo(
            json("{'prices':['5','7'],'to':['%s','%s'],'none':[]}"
                    .formatted(server.url("/menu"), server.url("/other#top")))
                .toString());
    assertThat(result.get("links").toString())
        .isEqualTo(
            "[{\"url\":\"%s\",\"text\":\"Menu\"},{\"url\":\"%s\",\"text\":\"text\"}]"
                .formatted(server.url("/menu"), server.url("/other")));
    assertThat(result.has("metadata")).isFalse();
    assertThat(result(result("/page", ",'main_content':false"))).contains("Menu");
  }

  @Test
  void cutsLongTextsAndSaysSo() throws Exception {
    server.on("/long", exchange -> answer(exchange, 200, "text/html", "<p>" + "x".repeat(9_000)));
    ObjectNode result = result("/long", ",'extract_metadata':false");
    assertThat(result(result))
        .isEqualTo("x".repeat(5_000) + "\n\n[truncated: 5000 of 9000 characters]");
    assertThat(result.get("truncated").booleanValue()).isTrue();
    assertThat(result.get("characters").intValue()).isEqualTo(9_000);
  }

  @ParameterizedTest
  @CsvSource({
    "text/html; charset=ISO-8859-1, ISO-8859-1, ''",
    "text/html; charset=\"shift_jis\", Shift_JIS, ''",
    "text/html, windows-1252, <meta charset=windows-1252>",
    "text/html, UTF-8, ''",
    "text/html; charset=ISO-8859-1, UTF-8, \uFEFF",
    "text/html; charset=no-such, UTF-8, ''",
    "text/plain; charset=ISO-8859-1, ISO-8859-1, ''"
  })
  void findsTheCharset(String type, String charset, String before) throws Exception {
    String letters = charset.equals("Shift_JIS") ? "\u65e5\u672c" : "gr\u00fcn";
    byte[] body = (before + letters).getBytes(Charset.forName(charset));
    server.on("/charset", exchange -> answer(exchange, 200, type, body));
    assertThat(result(result("/charset", ",'extract_metadata':false"))).isEqualTo(letters);
  }

  @Test
  void obeysRobots() throws Exception {
    TestServer strict = TestServer.http();
    strict.on(
        "/robots.txt",
        exchange -> answer(exchange, 200, "text/plain", "User-agent: mole\nDisallow: /private\n"));
    strict.on("/private", exchange -> answer(exchange, 200, "text/html", PAGE));
    strict.on("/open", exchange -> redirect(exchange, 302, "/private/x"));
    for (String path : List.of("/private?secret=1", "/open")) {
      Failed failed =
          (Failed)
              TaskExecutorContract.outcome(
                  () -> scrape.execute(Contexts.of("{'url':'" + strict.url(path) + "'}")));
      assertThat(failed.kind()).isEqualTo("robots_denied");
      assertThat(failed.message()).contains("'Mole'", "/private").doesNotContain("secret=1");
    }
    assertThat(
            scrape.execute(
                Contexts.of("{'url':'" + strict.url("/private") + "','respect_robots':false}")))
        .isInstanceOf(Succeeded.class);
    assertThat(strict.seen())
        .extracting(TestServer.Seen::uri)
        .containsExactly("/robots.txt", "/open", "/private");
    strict.close();
  }

  @Test
  void aSiteWhoseRobotsFailIsNotRead() throws Exception {
    TestServer broken = TestServer.http();
    broken.on("/robots.txt", exchange -> answer(exchange, 503, "text/plain", "later"));
    Failed failed =
        (Failed)
            TaskExecutorContract.outcome(
                () -> scrape.execute(Contexts.of("{'url':'" + broken.url("/") + "'}")));
    assertThat(failed.kind()).isEqualTo("robots_unreachable");
    assertThat(failed.retryable()).isTrue();
    broken.close();
  }

  @Test
  void followsRedirectsOnlyWhereTheGuardAllows() throws Exception {
    server.on("/away", exchange -> redirect(exchange, 302, "/page"));
    server.on("/metadata", exchange -> redirect(exchange, 302, "http://169.254.169.254/latest"));
    server.on("/loop", exchange -> redirect(exchange, 302, "/loop"));
    server.on("/file", exchange -> redirect(exchange, 302, "file:///etc/passwd"));
    assertThat(result("/away", "").get("url").textValue()).isEqualTo(server.url("/page"));
    assertThat(failure("/metadata", "").kind()).isEqualTo("egress_denied");
    assertThat(failure("/metadata", ",'respect_robots':false").kind()).isEqualTo("egress_denied");
    assertThat(failure("/loop", "").kind()).isEqualTo("redirect");
    assertThat(failure("/file", "").kind()).isEqualTo("redirect");
    ScrapeExecutor closed = open();
    Failed denied =
        (Failed)
            TaskExecutorContract.outcome(
                () -> closed.execute(Contexts.of("{'url':'" + server.url("/page") + "'}")));
    assertThat(denied.kind()).isEqualTo("egress_denied");
    closed.close();
  }

  @Test
  void failuresOfTheSiteAreFailures() throws Exception {
    server.on("/gone", exchange -> answer(exchange, 404, "text/html", PAGE));
    server.on("/busy", exchange -> answer(exchange, 503, "text/html", PAGE));
    server.on("/image", exchange -> answer(exchange, 200, "image/png", new byte[] {1}));
    assertThat(failure("/gone", "").kind()).isEqualTo("http_404");
    assertThat(failure("/busy", "").retryable()).isTrue();
    assertThat(failure("/image", "").kind()).isEqualTo("not_a_page");
    Failed tooLarge = failure("/page", ",'max_page_bytes':100");
    assertThat(tooLarge.kind()).isEqualTo("response_too_large");
    assertThat(tooLarge.message())
        .endsWith(
            "The response is larger than 100 bytes. Raise inputs.max_page_bytes; its limit here is"
                + " the setting espalier.executors.scrape.max-page-bytes.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'url':'ftp://a/'}",
        "{'url':'http://a/','format':'pdf'}",
        "{'url':'http://a/','max_chars':-1}",
        "{'url':'http://a/','links':'yes'}",
        "{'url':'http://a/','select':{'a':5}}",
        "{'url':'http://a/','select':{'a':'p:matches((a+)+b)'}}",
        "{'url':'http://a/','select':{'a':'[href~=(a+)+b]'}}",
        "{'url':'http://a/','max_page_bytes':1048577}"
      })
  void wrongInputIsNamed(String inputs) throws Exception {
    Failed failed =
        (Failed) TaskExecutorContract.outcome(() -> scrape.execute(Contexts.of(inputs)));
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith("inputs.").endsWith(".");
  }

  @Test
  void aSelectorThatIsNoneIsNamed() throws Exception {
    Failed failed = failure("/page", ",'select':{'what':'p[['}");
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith("inputs.select.what must be a CSS selector");
  }

  @Test
  void garbageIsAPageToo() throws Exception {
    byte[] garbage = new byte[100_000];
    new java.util.Random(1).nextBytes(garbage);
    server.on("/garbage", exchange -> answer(exchange, 200, "text/html", garbage));
    server.on("/empty", exchange -> answer(exchange, 200, "text/html", ""));
    assertThat(result("/garbage", "").get("characters").intValue()).isPositive();
    assertThat(result("/empty", "").get("characters").intValue()).isZero();
  }

  @Test // #19
  void theTimeInTheMessageIsTheTasks() throws Exception {
    server.on(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("begun".getBytes(StandardCharsets.US_ASCII));
          exchange.getResponseBody().flush();
        });
    assertThat(failure("/slow", ",'timeout':3").message())
        .endsWith("/slow did not end within 3 seconds; raise inputs.timeout if it needs longer.");
  }

  @Test // #19
  void anAnswerThatIsNoPageIsAFailure() throws Exception {
    server.on("/unchanged", exchange -> exchange.sendResponseHeaders(304, -1));
    assertThat(failure("/unchanged", "").kind()).isEqualTo("http_304");
  }
}
