package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputCaptureTest {
  private final StringBuilder shown = new StringBuilder();

  private OutputCapture capture(int maxChars) {
    return new OutputCapture(
        "stdout",
        maxChars,
        new ProgressListener() {
          @Override
          public void progress(double progress, String message) {}

          @Override
          public void output(String stream, String text) {
            shown.append(stream).append('<').append(text).append('>');
          }
        });
  }

  private static void write(OutputCapture capture, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    capture.write(bytes, 0, bytes.length);
  }

  @Test
  void keepsAndShowsWhatItIsGiven() throws IOException {
    OutputCapture capture = capture(100);
    write(capture, "one\n");
    capture.readAll(new ByteArrayInputStream("two\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(capture.text()).isEqualTo("one\ntwo\n");
    assertThat(capture.isTruncated()).isFalse();
    assertThat(shown).hasToString("stdout<one\n>stdout<two\n>");
  }

  @Test
  void keepsBeginningAndEndAndSaysHowMuchIsMissing() {
    OutputCapture capture = capture(10);
    for (int i = 0; i < 100; i++) {
      write(capture, "%02d".formatted(i));
    }
    assertThat(capture.text()).isEqualTo("00010\n[... truncated: 190 characters ...]\n79899");
    assertThat(capture.isTruncated()).isTrue();
    assertThat(shown).hasSize(100 * "stdout<00>".length());
  }

  @Test
  void keepsATextOfExactlyTheCap() {
    OutputCapture capture = capture(11);
    write(capture, "12345678901");
    assertThat(capture.text()).isEqualTo("12345678901");
    write(capture, "2");
    assertThat(capture.text()).isEqualTo("123456\n[... truncated: 1 characters ...]\n89012");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void aCharacterMayComeInPieces(int pieceBytes) {
    String text = "aé€😀ß漢字\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    OutputCapture capture = capture(100);
    for (int at = 0; at < bytes.length; at += pieceBytes) {
      capture.write(bytes, at, Math.min(pieceBytes, bytes.length - at));
    }
    assertThat(capture.text()).isEqualTo(text);
  }

  @Test
  void whatIsNoUtf8IsReplaced() {
    OutputCapture capture = capture(100);
    capture.write(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xe2, (byte) 0x82}, 0, 5);
    assertThat(capture.text()).isEqualTo("a\uFFFDb");
    capture.close();
    capture.close();
    assertThat(capture.text()).isEqualTo("a\uFFFDb\uFFFD");
  }

  /** A half of a character has no UTF-8 form and could not be stored. */
  @Test
  void neverCutsACharacterInTwo() {
    Random random = new Random(1);
    for (int round = 0; round < 2_000; round++) {
      OutputCapture capture = capture(2 + random.nextInt(9));
      for (int piece = random.nextInt(6); piece >= 0; piece--) {
        write(capture, "x".repeat(random.nextInt(3)) + "😀".repeat(random.nextInt(4)));
      }
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(capture.text())).isTrue();
    }
  }

  @Test
  void holdsNoMoreThanTheCapAllows() {
    OutputCapture capture = capture(1_000);
    byte[] block = new byte[8_192];
    for (int i = 0; i < 10_000; i++) {
      capture.write(block, 0, block.length);
    }
    assertThat(capture.text()).hasSizeLessThan(1_100).contains("truncated: 81919000 characters");
  }
}
