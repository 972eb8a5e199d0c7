package org.espalier.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.espalier.json.MalformedJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest {
  private static JsonNode read(String text) {
    return Bodies.json(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readJson() {
    assertThat(read("{\"a\":[1,2.50,\"\\u0000\"]}").at("/a/1").asText()).isEqualTo("2.50");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\":1,\"a\":2}",
        "{} {}",
        "\"\\ud800\"",
        "[1e999]",
        "nul",
        "{'a':1}",
        "\ufeff",
        "[NaN]"
      })
  void refuseWhatIsNoAcceptableJson(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void refuseAbsurdDepth() {
    assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(MalformedJsonException.class);
    assertThatThrownBy(() -> read("{\"a\":".repeat(100_000)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void refuseBytesThatAreNoText() {
    for (byte[] bytes :
        new byte[][] {
          {'"', (byte) 0xff, '"'},
          {'"', (byte) 0xc3, '"'},
          {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
          {0, 0, (byte) 0xff, (byte) 0xff, 0, 0, 0, 1},
          {0},
          {(byte) 0xfe, (byte) 0xff, (byte) 0xd8}
        }) {
      assertThatThrownBy(() -> Bodies.json(bytes)).isInstanceOf(MalformedJsonException.class);
    }
  }
}
