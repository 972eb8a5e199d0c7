package org.espalier.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeFilterTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        " application/json ",
        "application/merge-patch+json;charset=UTF-8",
        "text/plain; charset=\"utf-8\" ; x=y",
        "text/plain;",
        "a/b;c=\"\\\"\""
      })
  void letsMediaTypesPass(String type) {
    assertThat(MediaTypeFilter.isMediaType(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "json", "a/", "/b", "a/b/c", "a b/c", "a/b;c", "a/b; =c", "a/b;c=\"d", "é/b"})
  void refusesWhatIsNone(String type) {
    assertThat(MediaTypeFilter.isMediaType(type)).isFalse();
  }

  @Test
  void isQuickWithHostileOnes() {
    assertThat(MediaTypeFilter.isMediaType("a/b" + " ;".repeat(400) + "\"")).isFalse();
    assertThat(MediaTypeFilter.isMediaType("a/b;c=\"" + "\\x".repeat(400))).isFalse();
    assertThat(MediaTypeFilter.isMediaType("a/" + "b".repeat(2_000))).isFalse();
  }

  @Test
  void letsRequestsWithoutOnePass() {
    assertThat(MediaTypeFilter.isMediaType(null)).isTrue();
  }
}
