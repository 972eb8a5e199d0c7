package org.espalier.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// #19
class ExcerptTest {
  private static final String SMILE = "\uD83D\uDE00";
  private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
  private static final String DARK_HAND = "\uD83D\uDC4B\uD83C\uDFFF";
  private static final String HEART = "\u2764\uFE0F";
  private static final String FLAG = "\uD83C\uDDEB\uD83C\uDDF7";
  private static final String E_ACUTE = "e\u0301";

  @Test
  void leavesATextThatFits() {
    assertThat(Excerpt.of("", 0)).isEmpty();
    assertThat(Excerpt.of("abc", 3)).isEqualTo("abc");
    assertThat(Excerpt.of(SMILE.repeat(200), 200)).isEqualTo(SMILE.repeat(200));
    assertThat(Excerpt.isLonger(SMILE.repeat(255), 255)).isFalse();
    assertThat(Excerpt.isLonger(SMILE.repeat(256), 255)).isTrue();
  }

  @Test
  void countsCodePoints() {
    assertThat(Excerpt.of(SMILE.repeat(5), 3)).isEqualTo(SMILE.repeat(3) + "...");
    assertThat(Excerpt.of("x" + SMILE.repeat(5), 3)).isEqualTo("x" + SMILE.repeat(2) + "...");
    assertThat(Excerpt.within("x" + SMILE.repeat(5), 2)).isEqualTo("x" + SMILE);
    assertThat(Excerpt.of("abcd", 3, " (truncated)")).isEqualTo("abc (truncated)");
  }

  @Test
  void countsUnitsWhereThePlaceDoes() {
    assertThat(Excerpt.withinUnits("x" + SMILE + "y", 2)).isEqualTo("x");
    assertThat(Excerpt.withinUnits("x" + SMILE + "y", 3)).isEqualTo("x" + SMILE);
    assertThat(Excerpt.withinUnits(SMILE, 1)).isEmpty();
    assertThat(Excerpt.withinUnits(SMILE, 0)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {SMILE, FAMILY, DARK_HAND, HEART, FLAG, E_ACUTE})
  void keepsWhatIsSeenAsOneCharacterWhole(String character) throws CharacterCodingException {
    for (String before : List.of("", "x", SMILE, FLAG, HEART)) {
      String text = before + character + character + "z";
      for (int units = 0; units <= text.length(); units++) {
        String kept = Excerpt.withinUnits(text, units);
        StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(kept));
        assertThat(List.of("", before, before + character, before + character + character, text))
            .as("%d of %s", units, text)
            .contains(kept);
      }
    }
  }

  @Test
  void cutsWhatNeverEndsWhereItHappensToBe() {
    String accents = "e" + "\u0301".repeat(1_000);
    assertThat(Excerpt.within(accents, 500)).hasSize(500);
    assertThat(Excerpt.within(FLAG.repeat(1_000), 999)).hasSize(4 * 499);
  }

  @Test
  void doesNotStumbleOverHalfACharacter() {
    assertThat(Excerpt.of("\uD83D\uD83D\uD83D", 2)).isEqualTo("\uD83D\uD83D...");
  }
}
