package org.espalier.api.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTypeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        " application/json ;",
        "application/json; charset=utf-8",
        "Application/JSON;charset=\"UTF-8\"",
        "application/merge-patch+json; version=1",
        "application/json-rpc",
        "application/jsonrequest"
      })
  void isOfTypesOfJson(String type) {
    assertThat(JsonType.isJson(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "json",
        "text/plain",
        "text/json",
        "text/x+json",
        "application/x-www-form-urlencoded",
        "application/json/x",
        "application/json; charset=latin1",
        "application/json; charset=utf-16; charset=utf-8",
        "application/json; charset",
        "application/json, text/plain",
        "\u00e9/json"
      })
  void isOfNoOtherTypes(String type) {
    assertThat(JsonType.isJson(type)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain; charset=\"utf-8\" ; x=y", "text/plain;", "a/b;c=\"\\\"\""})
  void knowsMediaTypes(String type) {
    assertThat(JsonType.isMediaType(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "json", "a/", "/b", "a/b/c", "a b/c", "a/b;c", "a/b; =c", "a/b;c=\"d", "é/b"})
  void knowsWhatIsNone(String type) {
    assertThat(JsonType.isMediaType(type)).isFalse();
  }

  @Test
  void isQuickWithHostileOnes() {
    assertThat(JsonType.isMediaType("a/b" + " ;".repeat(400) + "\"")).isFalse();
    assertThat(JsonType.isMediaType("a/b;c=\"" + "\\x".repeat(400))).isFalse();
    assertThat(JsonType.isMediaType("a/" + "b".repeat(2_000))).isFalse();
  }
}
