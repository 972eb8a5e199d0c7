package org.espalier.executor.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.http.TestServer.redirect;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.http.RawServer;
import org.espalier.executor.http.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestRedirectTest {
  private TestServer server;
  private TestServer other;
  private RestExecutor http;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.http();
    other = TestServer.http();
    http = RestExecutorTest.open();
  }

  @AfterEach
  void stop() {
    http.close();
    other.close();
    server.close();
  }

  private ExecutionOutcome run(String path, String more) throws InterruptedException {
    return http.execute(Contexts.of("{'url':'" + server.url(path) + "'" + more + "}"));
  }

  @ParameterizedTest
  @CsvSource({
    "301, POST, GET, ''",
    "302, POST, GET, ''",
    "303, PUT, GET, ''",
    "303, HEAD, HEAD, ''",
    "307, POST, POST, body",
    "308, PUT, PUT, body",
    "301, PUT, PUT, body"
  })
  void methodFollowsTheStatus(int status, String method, String then, String body)
      throws Exception {
    server.on("/from", exchange -> redirect(exchange, status, "to?x=1"));
    String data = method.equals("HEAD") ? "" : ",'data':'body'";
    Succeeded outcome =
        (Succeeded) run("/from", ",'method':'" + method + "','headers':{'X-A':'b'}" + data);
    assertThat(outcome.result().path("url").textValue()).isEqualTo(server.url("/to?x=1"));
    TestServer.Seen last = server.seen().get(1);
    assertThat(last.method()).isEqualTo(then);
    assertThat(last.body()).isEqualTo(body);
    assertThat(last.header("X-A")).isEqualTo("b");
    assertThat(last.header("Content-Type").isEmpty()).isEqualTo(body.isEmpty());
  }

  @ParameterizedTest // #19
  @CsvSource({
    "/dir/from?old=1, ?next=1, /dir/from?next=1",
    "/dir/from?old=1, other, /dir/other",
    "/dir/from?old=1, //127.0.0.1:PORT//x, //x",
    "/dir/from?old=1, a b{c}, /dir/a%20b%7Bc%7D",
    "//dir//from, ../x, //dir/x",
    "/dir/from?old=1, '', /dir/from?old=1"
  })
  void aRedirectLeadsWhereBrowsersGo(String path, String location, String then) throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (RawServer raw =
        RawServer.echoingHead(
            head -> {
              asked.add(head.split(" ")[1]);
              String port = head.split("Host: 127.0.0.1:")[1].split("\r")[0];
              return asked.size() > 1
                  ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                  : "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: "
                      + location.replace("PORT", port)
                      + "\r\n\r\n";
            })) {
      assertThat(http.execute(Contexts.of("{'url':'" + raw.url(path) + "'}")))
          .isInstanceOf(Succeeded.class);
    }
    assertThat(asked).containsExactly(path, then);
  }

  @Test
  void anotherOriginGetsNoCredentials() throws Exception {
    server.on("/from", exchange -> redirect(exchange, 302, other.url("/to")));
    run(
        "/from",
        ",'auth':{'type':'bearer','token':'t'},"
            + "'headers':{'Cookie':'c','X-Api-Key':'k','Accept':'text/plain'}");
    TestServer.Seen last = other.only();
    assertThat(last.header("Authorization")).isEmpty();
    assertThat(last.header("Cookie")).isEmpty();
    assertThat(last.header("X-Api-Key")).isEmpty();
    assertThat(last.header("Accept")).isEqualTo("text/plain");
    assertThat(last.header("Host")).isEqualTo("127.0.0.1:" + other.port());
  }

  @Test
  void sameOriginKeepsCredentials() throws Exception {
    server.on("/from", exchange -> redirect(exchange, 302, "/to"));
    run("/from", ",'auth':{'type':'bearer','token':'t'}");
    assertThat(server.seen()).extracting(s -> s.header("Authorization")).containsOnly("Bearer t");
  }

  @Test
  void redirectIsAResultWhereTheTaskDoesNotFollow() throws Exception {
    server.on("/from", exchange -> redirect(exchange, 302, "/to"));
    Succeeded outcome = (Succeeded) run("/from", ",'follow_redirects':false");
    assertThat(outcome.result().path("status_code").intValue()).isEqualTo(302);
    assertThat(outcome.result().path("headers").path("location").textValue()).isEqualTo("/to");
  }

  @Test
  void endlessAndStrangeRedirectsFail() throws Exception {
    server.on("/loop", exchange -> redirect(exchange, 302, "/loop"));
    server.on("/file", exchange -> redirect(exchange, 302, "file:///etc/passwd"));
    server.on("/user", exchange -> redirect(exchange, 302, "http://u:p@127.0.0.1/"));
    for (String path : List.of("/loop", "/file", "/user")) {
      Failed failed = (Failed) run(path, "");
      assertThat(failed.kind()).isEqualTo("redirect");
      assertThat(failed.retryable()).isFalse();
    }
    assertThat(server.seen()).hasSize(13);
  }

  @Test
  void everyHopIsChecked() throws Exception {
    server.on("/from", exchange -> redirect(exchange, 302, other.url("/to")));
    RestExecutor onlyServer = RestExecutorTest.open("127.0.0.1:" + server.port());
    try {
      ExecutionOutcome outcome =
          onlyServer.execute(Contexts.of("{'url':'" + server.url("/from") + "'}"));
      assertThat(((Failed) outcome).kind()).isEqualTo("egress_denied");
    } finally {
      onlyServer.close();
    }
    assertThat(other.seen()).isEmpty();
  }
}
