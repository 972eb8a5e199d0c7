package org.espalier.executor.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes as they are sent and as they come back. // #19 */
@Timeout(120)
class RestBodiesTest {
  private final RestExecutor http = RestExecutorTest.open();
  private HttpServer server;
  private volatile byte[] sent = {};
  private volatile String sentType = "";
  private volatile byte[] answer = {};
  private volatile String answerType = "text/plain";
  private volatile List<String> cookies = List.of();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            sent = exchange.getRequestBody().readAllBytes();
            sentType = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
            exchange.getResponseHeaders().set("Content-Type", answerType);
            cookies.forEach(cookie -> exchange.getResponseHeaders().add("Set-Cookie", cookie));
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    http.close();
    server.stop(0);
  }

  private ExecutionOutcome run(String more) throws InterruptedException {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    ObjectNode inputs = json("{'url':'" + url + "','method':'POST'" + more + "}");
    return TaskExecutorContract.outcome(() -> http.execute(Contexts.of(inputs)));
  }

  private ObjectNode result(String more) throws InterruptedException {
    ExecutionOutcome outcome = run(more);
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private String refusal(String more) throws InterruptedException {
    Failed failed = (Failed) run(more);
    assertThat(failed.kind()).isEqualTo("invalid_input");
    return failed.message();
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain; charset=iso-8859-1, iso-8859-1",
    "text/plain; charset=\"UTF-8\", utf-8",
    "text/plain;charset=utf-16be, utf-16be",
    "text/plain, utf-8"
  })
  void textIsSentInTheCharsetTheTaskNames(String type, String charset) throws Exception {
    result(",'data':'grün','headers':{'Content-Type':'" + type.replace("\"", "\\\"") + "'}");
    assertThat(sent).isEqualTo("grün".getBytes(charset));
    assertThat(sentType).isEqualTo(type);
  }

  @Test
  void formsAndJsonAreSentInTheCharsetTheTaskNames() throws Exception {
    result(
        ",'data':{'a':'ü'},'headers':{'Content-Type':"
            + "'application/x-www-form-urlencoded; charset=iso-8859-1'}");
    assertThat(new String(sent, StandardCharsets.US_ASCII)).isEqualTo("a=%FC");
    result(",'json':{'a':'ü€'},'headers':{'Content-Type':'application/json; charset=iso-8859-1'}");
    assertThat(new String(sent, StandardCharsets.US_ASCII)).isEqualTo("{\"a\":\"\\u00fc\\u20ac\"}");
  }

  @Test
  void aTextItsCharsetCannotSayIsRefused() throws Exception {
    assertThat(refusal(",'data':'5 €','headers':{'Content-Type':'text/plain; charset=iso-8859-1'}"))
        .isEqualTo(
            "inputs.data has characters that ISO-8859-1, named by the Content-Type, does not have;"
                + " use utf-8.");
    assertThat(refusal(",'data':'x','headers':{'Content-Type':'text/plain; charset=klingon'}"))
        .startsWith("inputs.headers.Content-Type names the charset klingon");
  }

  @Test
  void binaryBodiesArriveByteForByte() throws Exception {
    byte[] every = new byte[256];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) i;
    }
    String base64 = Base64.getEncoder().encodeToString(every);
    result(",'body_base64':'" + base64 + "'");
    assertThat(sent).isEqualTo(every);
    assertThat(sentType).isEqualTo("application/octet-stream");
    result(",'body_base64':'" + base64 + "','headers':{'Content-Type':'image/png'}");
    assertThat(sentType).isEqualTo("image/png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'body_base64':'a b!'",
        "'body_base64':5",
        "'body_base64':'YQ==','json':{}",
        "'multipart':[],'headers':{}",
        "'multipart':{}",
        "'multipart':[{'name':'a'}]",
        "'multipart':[{'name':'a','value':1,'content_base64':'YQ=='}]",
        "'multipart':[{'value':'x'}]",
        "'multipart':[{'name':'a','value':{}}]",
        "'multipart':[{'name':'a','content_base64':'%'}]",
        "'multipart':[{'name':'a','value':'x','content_type':'a\\r\\nb'}]",
        "'multipart':[{'name':'a','value':'x'}],'data':'y'",
        "'multipart':[{'name':'a','value':'x'}],'headers':{'Content-Type':'text/plain'}"
      })
  void aBodyThatCannotBeIsNamed(String fields) throws Exception {
    assertThat(refusal("," + fields)).startsWith("inputs.").endsWith(".");
  }

  @Test
  void partsAreReadByNodeAsTheyWereGiven() throws Exception {
    byte[] picture = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 0, (byte) 0xff};
    result(
        ",'multipart':[{'name':'note','value':'grün'},{'name':'n','value':5},"
            + "{'name':'file','filename':'bild \\\"ü\\\".png','content_type':'image/png',"
            + "'content_base64':'"
            + Base64.getEncoder().encodeToString(picture)
            + "'},{'name':'plain','filename':'a.txt','value':'x'}]");
    assertThat(sentType).startsWith("multipart/form-data; boundary=");
    JsonNode parts = readByNode();
    assertThat(parts.at("/0")).isEqualTo(json("{'name':'note','value':'grün'}"));
    assertThat(parts.at("/1")).isEqualTo(json("{'name':'n','value':'5'}"));
    assertThat(parts.at("/2/file").textValue()).isEqualTo("bild \"ü\".png");
    assertThat(parts.at("/2/type").textValue()).isEqualTo("image/png");
    assertThat(parts.at("/2/base64").binaryValue()).isEqualTo(picture);
    assertThat(parts.at("/3/type").textValue()).isEqualTo("application/octet-stream");
  }

  private JsonNode readByNode() throws Exception {
    String script =
        "(async()=>{const b=require('fs').readFileSync(0);const f=await new Response(b,"
            + "{headers:{'content-type':process.argv[1]}}).formData();const o=[];"
            + "for(const [name,v] of f)o.push(typeof v==='string'?{name,value:v}:{name,file:v.name,"
            + "type:v.type,base64:Buffer.from(await v.arrayBuffer()).toString('base64')});"
            + "console.log(JSON.stringify(o))})()";
    Process node = new ProcessBuilder("node", "-e", script, sentType).start();
    try (OutputStream in = node.getOutputStream()) {
      in.write(sent);
    }
    String read = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(node.waitFor()).isZero();
    return Json.read(read);
  }

  @Test
  void aBoundaryOfTheTasksOwnIsUsed() throws Exception {
    result(
        ",'multipart':[{'name':'a','value':'x'}],"
            + "'headers':{'Content-Type':'multipart/mixed; boundary=mine'}");
    assertThat(sentType).isEqualTo("multipart/mixed; boundary=mine");
    assertThat(new String(sent, StandardCharsets.US_ASCII))
        .isEqualTo("--mine\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--mine--\r\n");
  }

  @Test
  void repeatedHeadersStayApart() throws Exception {
    cookies = List.of("a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT", "b=2");
    ObjectNode result = result("");
    assertThat(result.path("header_values"))
        .isEqualTo(json("{'set-cookie':['a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT','b=2']}"));
    assertThat(result.at("/headers/set-cookie").textValue())
        .isEqualTo("a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT, b=2");
    cookies = List.of("a=1");
    assertThat(result("").has("header_values")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "application/octet-stream; charset=utf-8, ff00fe, false",
    "image/gif, 47494638, false",
    "application/pdf, 25504446, false",
    "application/zip, 504b, false",
    "text/plain; charset=utf-8, 61ff62, true",
    "application/octet-stream, ff, false"
  })
  void bytesThatAreNoTextAreNotLost(String type, String hex, boolean isAlsoText) throws Exception {
    answerType = type;
    answer = java.util.HexFormat.of().parseHex(hex);
    ObjectNode result = result("");
    assertThat(result.path("body_base64").binaryValue()).isEqualTo(answer);
    assertThat(result.has("text")).isEqualTo(isAlsoText);
  }

  @ParameterizedTest
  @CsvSource({"image/svg+xml, <svg/>", "application/octet-stream, plain", "'', plain"})
  void textStaysText(String type, String text) throws Exception {
    answerType = type;
    answer = text.getBytes(StandardCharsets.UTF_8);
    assertThat(result("").path("text").textValue()).isEqualTo(text);
  }
}
