package org.espalier.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCursorTest {
  private static final UUID ID = UUID.fromString("6f1f2a6e-4a2e-4c69-9a2b-0f5d9c1c6a11");

  @Test
  void comesBackAsItWas() {
    PageCursor cursor = new PageCursor(Instant.parse("2026-11-23T19:10:39.000120Z"), ID, 7);

    assertThat(PageCursor.parse(cursor.text())).contains(cursor);
  }

  @Test
  void isSafeInAQuery() {
    assertThat(PageCursor.of(Instant.parse("1960-01-01T00:00:00Z"), ID).text())
        .matches("[A-Za-z0-9_-]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "zzz", "!!", "MTIz", "AAAAAAAA", "1.2.3"})
  void refusesWhatItIsNot(String text) {
    assertThat(PageCursor.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.6f1f2a6e-4a2e-4c69-9a2b-0f5d9c1c6a1.0",
        "99999999999999999999.6f1f2a6e-4a2e-4c69-9a2b-0f5d9c1c6a11.0",
        "1.------------------------------------.0",
        "1.6f1f2a6e-4a2e-4c69-9a2b-0f5d9c1c6a11.9999999999",
        "1.6f1f2a6e-4a2e-4c69-9a2b-0f5d9c1c6a11"
      })
  void refusesForgedContents(String plain) {
    String text = Base64.getUrlEncoder().encodeToString(plain.getBytes());

    assertThat(PageCursor.parse(text)).isEmpty();
  }
}
