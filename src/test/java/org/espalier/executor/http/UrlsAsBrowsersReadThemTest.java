package org.espalier.executor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The URL class of Node.js, which follows the URL Standard, says what is right. // #19 */
class UrlsAsBrowsersReadThemTest {
  private static final List<String> ABSOLUTE =
      List.of(
          "http://h//v1/items",
          "http://h//a",
          "http://h//",
          "http://h",
          "http://h/a//b///c",
          "http://h/a/./b/../c/%2e%2E/d/.",
          "http://h/..",
          "http://h/../../a",
          "http://h/a/..",
          "http://h/a/b/.%2e",
          "http://h//..//a",
          "http://h/a b{c}|de`f\"g<h>[i]'j~k",
          "http://h/?q=a b{c}|d^e`f\"g<h>[i]'j~k",
          "http://h/%zz?%",
          "http://h/%",
          "http://h/ü/日本?ü=日本",
          "http://h/\uD83D\uDE00",
          "http://h/a?b?c#d?e",
          "http://h?x=//y",
          "http://h#f",
          "HTTP://EXAMPLE.com:80/A",
          "https://example.com:443/",
          "http://example.com:0080/",
          "http://example.com:/x",
          "http:\\\\h\\a\\b?c\\d",
          "http:h/a",
          "http:/h/a",
          "http:///h/a",
          "  http://h/a  ",
          "http://my_service:8080/x",
          "http://my_service",
          "http://bücher.example/",
          "http://faß.de/",
          "http://Straße.βόλος.com/",
          "http://ＥＸＡＭＰＬＥ。com/",
          "http://ex%41mple.com/",
          "http://0x7f.1/",
          "http://017700000001/",
          "http://2130706433/",
          "http://127.1/",
          "http://1.2.3.4./",
          "http://256.1.1.1/",
          "http://1.2.3.4.5/",
          "http://1.2.3.0x/",
          "http://[::1]:8080/a",
          "http://[2001:DB8:0:0:1:0:0:1]/",
          "http://[0:0:0:0:0:0:0:0]/",
          "http://[::ffff:127.0.0.1]/",
          "http://[1::8]/",
          "http://@h/a",
          "http://h:65536/",
          "http://h:a/",
          "http://a b/",
          "http://",
          "http://?x",
          "http://[::1",
          "http://[1:2]/",
          "ws://h//chat?a b",
          "wss://h:443/{x}");

  private static final List<String> BASES =
      List.of("http://h/dir/page?old=1", "http://h//v1/a/b", "https://example.com:8443/");

  private static final List<String> RELATIVE =
      List.of(
          "",
          "?next=1",
          "?",
          "#top",
          "other",
          "./",
          "../",
          "..",
          "../../../x",
          "/abs",
          "//other/x",
          "///other/x",
          "\\\\other\\x",
          "\\x\\..\\y",
          "a b{c}?d e",
          "x?a/../b",
          "http:rel",
          "http:/abs",
          "http://new//x",
          "https://new/",
          ":80/x",
          "a:b/c",
          "%2e%2e/x",
          "ü",
          "//my_service:8080");

  private static Map<String, String> node(List<List<String>> questions) throws Exception {
    ArrayNode asked = Json.array();
    questions.forEach(
        question -> {
          ArrayNode one = asked.addArray();
          question.forEach(one::add);
        });
    String script =
        "const"
            + " q=JSON.parse(require('fs').readFileSync(0));console.log(JSON.stringify(q.map(a=>{try{const"
            + " u=new URL(...a);u.hash='';return u.href}catch(e){return 'refused'}})))";
    Process node = new ProcessBuilder("node", "-e", script).start();
    try (OutputStream in = node.getOutputStream()) {
      in.write(Json.write(asked).getBytes(StandardCharsets.UTF_8));
    }
    JsonNode answers = Json.read(new String(node.getInputStream().readAllBytes(), "UTF-8"));
    assertThat(node.waitFor()).isZero();
    Map<String, String> known = new TreeMap<>();
    for (int i = 0; i < questions.size(); i++) {
      known.put(questions.get(i).toString(), answers.get(i).textValue());
    }
    return known;
  }

  private static String ours(List<String> question) {
    try {
      String last = question.get(question.size() - 1);
      boolean isWebSocket = last.startsWith("ws");
      TargetUrl url =
          isWebSocket ? TargetUrl.parseWebSocket("url", last) : TargetUrl.parse("url", last);
      return (question.size() == 1 ? url : url.redirectedTo(question.get(0))).toString();
    } catch (InvalidInputException e) {
      return "refused";
    }
  }

  private static void compare(List<List<String>> questions) throws Exception {
    Map<String, String> expected = node(questions);
    // A URL without a query and one with an empty query ask for the same.
    expected.replaceAll((question, url) -> url.endsWith("?") ? url.replaceAll("\\?$", "") : url);
    List<String> different = new ArrayList<>();
    for (List<String> question : questions) {
      String right = expected.getOrDefault(question.toString(), "");
      if (!ours(question).equals(right)) {
        different.add("%s is %s, not %s".formatted(question, right, ours(question)));
      }
    }
    assertThat(different).isEmpty();
  }

  @Test
  void anAbsoluteUrlIsReadAsBrowsersReadIt() throws Exception {
    compare(ABSOLUTE.stream().map(List::of).toList());
  }

  @Test
  void aRedirectIsResolvedAsBrowsersResolveIt() throws Exception {
    List<List<String>> questions = new ArrayList<>();
    for (String base : BASES) {
      RELATIVE.forEach(location -> questions.add(List.of(location, base)));
    }
    questions.removeIf(question -> question.get(0).equals("a:b/c"));
    compare(questions);
  }

  @Test
  void aRedirectToAnotherSchemeIsRefused() {
    assertThatThrownBy(() -> TargetUrl.parse("url", "http://h/").redirectedTo("a:b/c"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("The Location header must begin with http:// or https://.");
  }

  @Test
  void aLocationInUtf8IsReadAsUtf8() {
    String header =
        new String("/grün".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(TargetUrl.parse("url", "http://h/").redirectedTo(header).path())
        .isEqualTo("/gr%C3%BCn");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://u:p@h/",
        "http://u@h/",
        "http://h/a\r\nX: y",
        "http://h/a\tb",
        "http://h/\u0000a",
        "http://h:0/",
        "http://h*st/",
        "ftp://h/",
        "h:80/x",
        "//h/x"
      })
  void whatCannotBeAskedForIsRefused(String url) {
    assertThatThrownBy(() -> TargetUrl.parse("inputs.url", url))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("inputs.url ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "http://my_service:8080/x?a=b",
        "http://my_service/",
        "https://a_b.example:8443//x",
        "http://h//a|b[c]?d|e^",
        "http://h/%zz",
        "http://[::1]:80/x"
      })
  void aUriForLibrariesLeadsBack(String text) {
    TargetUrl url = TargetUrl.parse("url", text);
    assertThat(url.toUri().getHost()).isNotNull();
    TargetUrl back = TargetUrl.of(url.toUri());
    assertThat(back.host()).isEqualTo(url.host());
    assertThat(java.net.URI.create(back.toUri().toString())).isEqualTo(url.toUri());
  }
}
