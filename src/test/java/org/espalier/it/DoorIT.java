package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a hostile page, a forged head or a confused proxy can make the server do: nothing. */
@ExtendWith(DeployedServer.class)
@RunAsClient
class DoorIT { // #11
  private static final String WAITING =
      "{'name':'w','schemas':{'method':'wait_executor'},'inputs':{'duration':3600}}";
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tasks.create\",\"params\":{\"name\":\"crept in\"}}";
  private static final List<String> UNSAFE =
      List.of(
          "POST /api/trees",
          "POST /api/trees?run=true",
          "POST /api/trees/x/runs",
          "PATCH /api/tasks/x",
          "PUT /api/trees/x",
          "POST /api/approvals/x/approve",
          "POST /",
          "POST /tasks",
          "POST /system",
          "POST /webhook/trigger/x",
          "POST /nowhere",
          "PUT /nowhere");

  private final RawHttp raw;
  private final Api api;
  private final String authority;

  DoorIT(URI server) {
    this.raw = new RawHttp(server);
    this.api = new Api(new Http(server));
    this.authority = server.getAuthority();
  }

  private RawHttp.Answer send(String call, String headers, String body) {
    String[] words = call.split(" ");
    return raw.send(words[0], words[1], headers, body);
  }

  private static String length(String body) {
    return "Content-Length: " + body.length() + "\n";
  }

  private long storedTrees() {
    return api.http.get("/api/trees?name=crept&limit=500").json().get("items").size();
  }

  @Test
  void takesNoBodyThatDoesNotSayItIsJson() {
    for (String call : UNSAFE) {
      for (String type :
          List.of(
              "",
              "Content-Type: text/plain\n",
              "Content-Type: text/plain;application/json\n",
              "Content-Type: application/x-www-form-urlencoded\n",
              "Content-Type: application/json; charset=utf-16\n",
              "Content-Type: application/json\nContent-Encoding: gzip\n")) {
        RawHttp.Answer answer = send(call, type + length(CALL), CALL);
        assertThat(answer.status()).as(call + " " + type).isEqualTo(415);
        assertThat(answer.header("Content-Type")).contains("json");
      }
      String chunked = "%x\n%s\n0\n\n".formatted(CALL.length(), CALL);
      assertThat(send(call, "Transfer-Encoding: chunked\n", chunked).status())
          .as(call)
          .isEqualTo(415);
    }
    assertThat(storedTrees()).isZero();
  }

  @Test
  void changesNothingForPagesOfOthers() {
    JsonNode tree = api.submit("{'tasks':[" + WAITING + "]}");
    String run = tree.at("/run/id").textValue();
    List<String> calls =
        List.of(
            "POST /api/runs/" + run + "/cancel",
            "POST /api/runs/" + run + "/pause",
            "DELETE /api/trees/" + tree.get("id").textValue(),
            "DELETE /nowhere");
    for (String page :
        List.of(
            "Origin: http://evil.example\n",
            "Origin: null\n",
            "Origin: file://\n",
            "Origin: http://localhost.evil.example\n",
            "Origin: http://localhost:1\n",
            "Origin: http://" + authority + ".evil.example\n",
            "Origin: http://" + authority + "\nOrigin: http://evil.example\n",
            "Origin: http://" + authority + "\nSec-Fetch-Site: cross-site\n",
            "Sec-Fetch-Site: cross-site\n")) {
      for (String call : calls) {
        assertThat(send(call, page + "Content-Length: 0\n", "").status())
            .as(call + " " + page)
            .isEqualTo(403);
      }
      for (String call : UNSAFE) {
        RawHttp.Answer answer =
            send(call, page + "Content-Type: application/json\n" + length(CALL), CALL);
        assertThat(answer.status()).as(call + " " + page).isEqualTo(403);
      }
    }
    assertThat(storedTrees()).isZero();
    assertThat(api.http.get("/api/runs/" + run).at("/status")).isIn("queued", "running", "waiting");

    assertThat(
            send(calls.get(0), "Origin: http://" + authority + "\nContent-Length: 0\n", "")
                .status())
        .as("a page of this server")
        .isEqualTo(202);
  }

  @Test
  void answersInTheFormOfTheProtocol() {
    String page = "Origin: null\nContent-Type: application/json\n" + length(CALL);

    RawHttp.Answer rpc = send("POST /tasks", page, CALL);
    assertThat(rpc.text()).contains("\"jsonrpc\":\"2.0\"", "\"error\"", "espalier.cors.origins");
    RawHttp.Answer webhook = send("POST /webhook/trigger/abc", page, CALL);
    assertThat(webhook.text()).contains("\"success\":false", "\"task_id\":\"abc\"");
    RawHttp.Answer rest = send("POST /api/trees", page, CALL);
    assertThat(rest.header("Content-Type")).startsWith("application/problem+json");
    assertThat(rest.text()).contains("\"code\":\"foreign_origin\"");
  }

  @Test
  void servesNoHostButItsOwn() {
    for (String path :
        List.of("/", "/api/health", "/api/trees", "/api/schedules.ics", "/nowhere")) {
      for (String host :
          List.of(
              "evil.example",
              "evil.example:8080",
              "127.0.0.1.evil.example",
              "0.0.0.0",
              "10.255.0.1")) {
        RawHttp.Answer answer =
            raw.send("GET %s HTTP/1.1\nHost: %s\nConnection: close\n\n".formatted(path, host));
        assertThat(answer.status()).as(path + " of " + host).isEqualTo(421);
        assertThat(answer.text()).contains("espalier.http.hosts");
      }
      assertThat(
              raw.send(
                      "GET http://evil.example%s HTTP/1.1\nHost: HOST\nConnection: close\n\n"
                          .formatted(path))
                  .text())
          .as("an absolute URL of another host")
          .satisfiesAnyOf(
              text -> assertThat(text).startsWith("HTTP/1.1 421"),
              text -> assertThat(text).doesNotContain("evil"));
    }
    for (String host : List.of("localhost", "LOCALHOST:1", "[::1]:80", "127.0.0.2")) {
      assertThat(
              raw.send("GET /api/health HTTP/1.1\nHost: %s\nConnection: close\n\n".formatted(host))
                  .status())
          .as(host)
          .isEqualTo(200);
    }
  }

  @Test
  void makesNoLinkOfWhatAProxyIsSaidToHaveSeen() {
    String tree =
        api.store(
                WAITING.replace(
                    "'inputs'",
                    "'schedule_type':'daily','schedule_expression':'03:15','schedule_enabled':true,'inputs'"))
            .get("id")
            .textValue();
    String forwarded =
        "X-Forwarded-Host: evil.example\nX-Forwarded-Proto: https\nX-Forwarded-Port: 1\n"
            + "X-Forwarded-Prefix: /evil\nX-Original-Host: evil.example\nForwarded: host=evil.example\n";

    RawHttp.Answer calendar = raw.send("GET", "/api/schedules.ics", forwarded, "");
    assertThat(calendar.text()).contains("BEGIN:VEVENT", authority).doesNotContain("evil");
    RawHttp.Answer run =
        raw.send("POST", "/api/trees/" + tree + "/runs", forwarded + "Content-Length: 0\n", "");
    assertThat(run.status()).isEqualTo(201);
    assertThat(run.header("Location")).contains("/api/runs/").doesNotContain("evil");
  }

  @Test
  void readsARequestInOneWayOnly() {
    String json = "Content-Type: application/json\n";
    for (String head :
        List.of(
            json + "Host: evil.example\n" + length(CALL),
            json + length(CALL) + "Transfer-Encoding: chunked\n",
            json + "Transfer-Encoding: chunked\n" + length(CALL),
            json + length(CALL) + "Content-Length: 1\n",
            json + "Transfer-Encoding: chunked\nTransfer-Encoding: identity\n",
            json + "Transfer-Encoding: gzip, chunked\n",
            json + "Transfer-Encoding: xchunked\n",
            json + "Transfer-Encoding: identity\n" + length(CALL),
            json + "Content-Length: +" + CALL.length() + "\n",
            json + "Content-Length: 0x10\n",
            json + "Content-Length : 10\n")) {
      String body = "0\n\nGET /api/health HTTP/1.1\nHost: HOST\nX: " + "x".repeat(60) + "\n\n";
      RawHttp.Answer answer = raw.send("POST /tasks HTTP/1.1\nHost: HOST\n" + head + "\n" + body);
      boolean mayBeChunked =
          head.contains("Transfer-Encoding: chunked\n") && head.contains(length(CALL));
      if (!mayBeChunked) {
        assertThat(answer.status()).as(head).isIn(0, 400, 411, 415, 501);
      }
      assertThat(answer.statusLines()).as("answers to " + head).isLessThanOrEqualTo(1);
    }
    assertThat(storedTrees()).isZero();
  }

  @Test
  void speaksNothingButHttp1() {
    RawHttp.Answer upgrade =
        raw.send(
            "GET",
            "/api/health",
            "Connection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMAAABkAAQAAP__\n",
            "");
    assertThat(upgrade.status()).isEqualTo(200);
    assertThat(upgrade.header("Upgrade")).isEmpty();
    String frame = "\0\0\0\4\0\0\0\0\0";
    RawHttp.Answer prior = raw.send("PRI * HTTP/2.0\n\nSM\n\n" + frame);
    assertThat(prior.status()).isIn(0, 400, 405, 421, 501, 505);
    assertThat(prior.text()).doesNotContain("\0");
    assertThat(raw.send("TRACE", "/", "Cookie: a=b\n", "").text())
        .doesNotStartWith("HTTP/1.1 2")
        .doesNotContain("a=b");
  }

  @Test
  void marksEveryAnswerAndNamesNoServer() {
    for (String call :
        List.of(
            "GET /api/health",
            "GET /",
            "GET /nowhere",
            "GET /api/nowhere",
            "GET /metrics",
            "GET /openapi",
            "GET /health",
            "GET /WEB-INF/web.xml",
            "PUT /nowhere",
            "FOO /nowhere",
            "POST /tasks",
            "DELETE /api/trees/x")) {
      RawHttp.Answer answer = send(call, "Content-Length: 0\n", "");
      assertThat(answer.header("Server")).as(call).isEmpty();
      assertThat(answer.header("X-Powered-By")).as(call).isEmpty();
      assertThat(answer.text().toLowerCase())
          .as(call)
          .doesNotContain("payara", "glassfish", "undertow", "wildfly", "jboss", "<html");
      assertThat(answer.header("X-Content-Type-Options")).as(call).isEqualTo("nosniff");
      assertThat(answer.header("Content-Security-Policy")).as(call).contains("default-src 'self'");
    }
  }

  @Test
  void keepsThePagesOfTheServerClosed() {
    for (String path :
        List.of(
            "/metrics",
            "/metrics/base",
            "/openapi",
            "/openapi/",
            "/health",
            "/health/ready",
            "/health/live")) {
      assertThat(raw.send("GET", path, "", "").status()).as(path).isEqualTo(404);
    }
  }
}
