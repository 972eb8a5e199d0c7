package org.espalier.executor.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.espalier.executor.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ann@example.com | `` | ann@example.com",
        " Ann Lee <ann+x@example.com> | Ann Lee | ann+x@example.com",
        "\"Lee, Ann\" <ann@example.com> | Lee, Ann | ann@example.com",
        "<ann@b\u00fccher.example> | `` | ann@xn--bcher-kva.example",
        "J\u00fcrgen <j@localhost> | J\u00fcrgen | j@localhost"
      })
  void readsTheFormsInUse(String text, String name, String address) {
    assertThat(Mailbox.parse("inputs.to", text)).isEqualTo(new Mailbox(name, address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ann",
        "@example.com",
        "ann@",
        "ann@exa mple.com",
        "ann@example.com, bob@example.com",
        "ann@example.com\r\nBcc: eve@example.com",
        "Ann\nBcc: eve@example.com <ann@example.com>",
        "Ann <ann@example.com> <eve@example.com>",
        "ann@example.com>",
        "a..b@example.com",
        "ann@-example.com"
      })
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> Mailbox.parse("inputs.to", text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("inputs.to must be an address");
  }

  @Test
  void aNameCannotBreakOutOfItsQuotes() {
    assertThat(new Mailbox("a\" <eve@example.com>, \"\\", "ann@example.com").toString())
        .isEqualTo("\"a' <eve@example.com>, '\" <ann@example.com>");
  }
}
