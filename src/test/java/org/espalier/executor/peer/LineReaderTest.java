package org.espalier.executor.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private static LineReader of(int max, String text) {
    return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), max);
  }

  @Test
  void givesLinesWithoutTheirEndsAndDropsHalfOfOne() throws IOException {
    LineReader lines = of(10, "a\r\n\nbé\nhalf");
    assertThat(lines.next()).isEqualTo(Optional.of("a"));
    assertThat(lines.next()).isEqualTo(Optional.of(""));
    assertThat(lines.next()).isEqualTo(Optional.of("bé"));
    assertThat(lines.next()).isEmpty();
  }

  @Test
  void refusesAnEventThatIsTooLargeInOneLine() {
    LineReader lines = of(10, "data: too long\n");
    assertThatThrownBy(lines::next).isInstanceOf(LineReader.EventTooLargeException.class);
  }

  @Test
  void refusesAnEventThatIsTooLargeInManyLines() throws IOException {
    LineReader lines = of(10, "data:1\ndata:2\n\n");
    assertThat(lines.next()).isPresent();
    assertThatThrownBy(lines::next).isInstanceOf(LineReader.EventTooLargeException.class);
  }

  @Test
  void countsEachEventByItselfAndNoComments() throws IOException {
    LineReader lines = of(20, "data:12\n\ndata:34\n:comment\n:comment\n\n");
    int read = 0;
    while (lines.next().isPresent()) {
      read++;
    }
    assertThat(read).isEqualTo(6);
  }
}
