package org.espalier.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static JsonNode strictly(String text) {
    return strictly(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode strictly(byte[] bytes) {
    try {
      return Json.readStrictly(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"n\":1,\"d\":0.10,\"e\":1E+2,\"t\":[true,false,null],\"s\":\"\\u0000 \\\" \u00e9 \uD83D\uDE00\"}",
        "[]",
        "{}",
        "12345678901234567890123",
        "1.7976931348623157E+308",
        "\"text\""
      })
  void whatIsReadIsWrittenTheSameWay(String text) {
    assertThat(Json.write(strictly(text))).isEqualTo(text);
  }

  @Test
  void decimalsKeepEveryDigit() {
    assertThat(strictly("0.1000").decimalValue()).isEqualTo(new BigDecimal("0.1000"));
    assertThat(strictly("3.14159265358979323846264338327950288").decimalValue())
        .isEqualTo(new BigDecimal("3.14159265358979323846264338327950288"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":2}",
        "{\"o\":{\"a\":1,\"a\":1}}",
        "{} {}",
        "{}]",
        "[1,]",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "[NaN]",
        "[Infinity]",
        "[01]",
        "[+1]",
        "[.5]",
        "// comment\n{}",
        "\"\\uD800\"",
        "\"\\uDC00x\"",
        "{\"\\uD83D\":1}",
        "[\"\\uDE00\\uD83D\"]",
        "1e309",
        "-1.5e400",
        "1e-400",
        "\"tab\there\"",
        "tru",
        "{\"a\":"
      })
  void refusesWhatNoReaderShouldAccept(String text) {
    assertThatThrownBy(() -> strictly(text)).isInstanceOf(MalformedJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n "})
  void refusesAnEmptyBody(String text) {
    assertThatThrownBy(() -> strictly(text))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessage("The body is empty; a JSON value was expected.");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    assertThatThrownBy(() -> strictly(new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'}))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void readsToTheAllowedDepthAndNoDeeper() {
    assertThat(strictly(nested(Json.MAX_DEPTH)).isArray()).isTrue();
    assertThatThrownBy(() -> strictly(nested(Json.MAX_DEPTH + 1)))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("500");
    assertThatThrownBy(() -> strictly(nested(1_000_000)))
        .isInstanceOf(MalformedJsonException.class);
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  @Test
  void refusesANumberThatIsTooLongToBeOne() {
    assertThatThrownBy(() -> strictly("1".repeat(401))).isInstanceOf(MalformedJsonException.class);
    assertThatThrownBy(() -> strictly("1" + "0".repeat(309)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void saysWhereTheTextIsWrong() {
    assertThatThrownBy(() -> strictly("{\n  \"a\": 1,\n  \"a\": 2}"))
        .hasMessageStartingWith("The text is not acceptable JSON (line 3, column ")
        .hasMessageEndingWith("Duplicate field 'a'");
  }

  @Test
  void saysWhichSurrogateIsAlone() {
    assertThatThrownBy(() -> strictly("[\"\\uD83D\"]"))
        .hasMessage(
            "A string holds an unpaired UTF-16 surrogate, \\ud83d, which is not a character.");
  }

  @Test
  void foreignTextMayRepeatKeysButMustBeJson() {
    assertThat(Json.readForeign("{\"a\":1,\"a\":2}")).isEqualTo(Json.object().put("a", 2));
    assertThatThrownBy(() -> Json.readForeign("<html>")).isInstanceOf(MalformedJsonException.class);
    assertThatThrownBy(() -> Json.readForeign(" ")).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void foreignTextThatIsTooDeepIsNotJsonEither() {
    assertThatThrownBy(() -> Json.readForeign(nested(100_000)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void pointsInTimeHaveSixDigits() {
    assertThat(JsonTime.text(Instant.parse("2026-11-23T19:10:39Z")))
        .isEqualTo("2026-11-23T19:10:39.000000Z");
    assertThat(JsonTime.text(Instant.parse("2026-11-23T19:10:39.000120999Z")))
        .isEqualTo("2026-11-23T19:10:39.000120Z");
  }

  // #19
  @Test
  void faultsOfATextNameNoClassOfTheParser() {
    for (String text :
        List.of(
            "{\"a\":",
            "[1,2",
            "{\"a\":1} {}",
            "nul",
            "{\"a\":1,\"a\":2}",
            "[".repeat(501),
            "9".repeat(401),
            "{\"" + "k".repeat(10_001) + "\":1}",
            "\"" + (char) 1 + "\"",
            "{'a':1}",
            "\"a",
            "[1 2]")) {
      assertThatThrownBy(() -> strictly(text))
          .isInstanceOf(MalformedJsonException.class)
          .message()
          .startsWith("The text is not acceptable JSON")
          .doesNotContain("Source", "Stream", "jackson", "`", "Feature", "()");
    }
  }
}
