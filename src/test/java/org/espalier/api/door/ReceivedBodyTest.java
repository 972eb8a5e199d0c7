package org.espalier.api.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceivedBodyTest { // #11
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(EspalierException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void isReadAsItCameAndGivesItsRoomBack() throws Exception {
    BodyRoom room = new BodyRoom(1 << 20);
    ReceivedBody body = new ReceivedBody(room, 20_000, 1_000);
    String text = "[\"" + "x".repeat(15_000) + "\"]";
    for (byte b : bytes(text)) {
      body.append(new byte[] {b}, 1);
    }
    body.weigh();

    assertThat(room.free()).isBetween((1L << 20) - 140_000, (1L << 20) - 130_000);
    assertThat(new ReceivedStream(body).readAllBytes()).isEqualTo(bytes(text));
    body.close();
    body.close();
    assertThat(room.free()).isEqualTo(1 << 20);
    assertThat(new ReceivedStream(body).read()).isEqualTo(-1);
  }

  @Test
  void isRefusedWhenItIsTooLongHasTooManyValuesOrFindsNoRoom() {
    BodyRoom room = new BodyRoom(50_000);
    byte[] longBody = bytes("x".repeat(101));
    assertRefused(
        ErrorCode.BODY_TOO_LARGE, () -> new ReceivedBody(room, 100, 10).append(longBody, 101));

    byte[] many = bytes("[" + "{},".repeat(1_000) + "{}]");
    ReceivedBody full = new ReceivedBody(new BodyRoom(1 << 20), 10_000, 1_000);
    full.append(many, many.length);
    assertRefused(ErrorCode.BODY_TOO_LARGE, full::weigh);

    ReceivedBody heavy = new ReceivedBody(room, 10_000, 1_000_000);
    heavy.append(many, many.length);
    assertRefused(ErrorCode.BODY_TOO_LARGE, heavy::weigh);
    assertRefused(
        ErrorCode.UNAVAILABLE,
        () -> {
          for (int i = 0; i < 20; i++) {
            new ReceivedBody(room, 10_000, 1_000_000).append(many, many.length);
          }
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "1|1",
        "{}|2",
        "[1,2,3]|4",
        "{\"a,b\":\"[{,\\\",\"}|2",
        "[{},[],{\"a\":[1]}]|8",
        "|1"
      })
  void hasSoManyValues(String json, int values) {
    byte[] text = bytes(json == null ? "" : json);
    assertThat(JsonValues.in(text, text.length).count()).isEqualTo(values);
  }

  @Test
  void weighsItsLongestText() {
    byte[] text = bytes("[\"ab\",\"abc\\\"def\",1]");
    assertThat(JsonValues.in(text, text.length).longestText()).isEqualTo(9);
    assertThat(JsonValues.in(bytes("\"open"), 5).longestText()).isEqualTo(5);
  }

  @Test
  void hasToComeInAtAPace() {
    BodyPace pace = new BodyPace(Duration.ofSeconds(100), 1_000, Duration.ofSeconds(10));
    assertThat(pace.isMissedBy(0, Duration.ofMillis(9_999))).isFalse();
    assertThat(pace.isMissedBy(0, Duration.ofSeconds(10))).isTrue();
    assertThat(pace.isMissedBy(10_001, Duration.ofSeconds(20))).isFalse();
    assertThat(pace.isMissedBy(9_000, Duration.ofSeconds(20))).isTrue();
    assertThat(pace.isMissedBy(1 << 30, Duration.ofSeconds(100))).isTrue();
  }
}
