package org.espalier.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SignatureTest {
  /** Worked out by another program: openssl dgst -sha256 -hmac s3cret. */
  private static final String EXPECTED =
      "1f44ba2bdacb3538eb0484b88677a0d8ad7d0d337a47ba322d0ed64a48bc9c2c";

  @Test
  void isThatOfOthers() {
    byte[] body = "{\"a\":\"\u00e4\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(Signature.of("s3cret", "1764072000", body)).isEqualTo(EXPECTED);
    assertThat(Signature.of("s3cret", "1764072001", body)).isNotEqualTo(EXPECTED);
    assertThat(Signature.of("other", "1764072000", body)).isNotEqualTo(EXPECTED);
  }

  @Test
  void isComparedWithoutItsPrefixAndCase() {
    assertThat(Signature.normal(" sha256=ABC ")).isEqualTo("abc");
    assertThat(Signature.isSame("abc", "abc")).isTrue();
    assertThat(Signature.isSame("abc", "abd")).isFalse();
    assertThat(Signature.isSame("abc", "")).isFalse();
  }
}
