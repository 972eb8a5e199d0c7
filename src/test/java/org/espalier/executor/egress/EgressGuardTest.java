package org.espalier.executor.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressGuardTest {
  private static EgressGuard guard(String... allow) {
    return new EgressGuard(new EgressSettings(List.of(allow)));
  }

  /** A guard whose names all resolve to these addresses. */
  private static EgressGuard guardWhereNamesAre(List<String> addresses, String... allow) {
    return new EgressGuard(
        new EgressSettings(List.of(allow)),
        host -> addresses.stream().map(EgressGuardTest::address).toArray(InetAddress[]::new));
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "100::1",
        "4000::1"
      })
  void refusesWhatIsNotPublic(String literal) {
    assertThatThrownBy(() -> guard().resolve(literal, 80))
        .isInstanceOf(EgressDeniedException.class)
        .hasMessageContaining("espalier.egress.allow");
    assertThatThrownBy(() -> guardWhereNamesAre(List.of(literal)).resolve("public.example", 80))
        .isInstanceOf(EgressDeniedException.class)
        .hasMessageContaining("public.example:80");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "172.15.255.255",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "64:ff9b::808:808",
        "2002:808:808::1"
      })
  void opensWhatIsPublic(String literal) throws UnknownHostException {
    assertThat(guard().resolve(literal, 443)).containsExactly(address(literal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "1.2.3.4.5",
        "0",
        "127.0.0.01",
        "256.1.1.1",
        "8.8.8.8.0x8"
      })
  void refusesAddressesInDisguise(String host) {
    assertThatThrownBy(() -> guard("127.0.0.0/8").resolve(host, 80))
        .isInstanceOf(EgressDeniedException.class);
  }

  @Test
  void refusesLocalhostUnderAnySpelling() {
    for (String host : List.of("localhost", "LOCALHOST", "localhost.", "[::1]")) {
      assertThatThrownBy(() -> guard().resolve(host, 80)).isInstanceOf(EgressDeniedException.class);
    }
  }

  @Test
  void messageNamesHostAddressAndSetting() {
    assertThatThrownBy(
            () -> guardWhereNamesAre(List.of("169.254.169.254")).resolve("meta.example", 80))
        .hasMessage(
            "Connecting to meta.example:80 is not allowed: 169.254.169.254 is a link-local address"
                + " (cloud metadata). An administrator opens it with the setting espalier.egress.allow.");
  }

  @Test
  void returnsOnlyTheAllowedOfSeveralAddresses() throws UnknownHostException {
    assertThat(
            guardWhereNamesAre(List.of("127.0.0.1", "8.8.8.8", "::1")).resolve("mixed.example", 80))
        .containsExactly(address("8.8.8.8"));
  }

  @Test
  void looksUpOnceSoThatASecondAnswerCannotDiffer() throws UnknownHostException {
    Deque<String> answers = new ArrayDeque<>(Arrays.asList("8.8.8.8", "127.0.0.1"));
    EgressGuard guard =
        new EgressGuard(
            new EgressSettings(List.of()),
            host -> new InetAddress[] {address(answers.removeFirst())});
    assertThat(guard.resolve("rebind.example", 80)).containsExactly(address("8.8.8.8"));
    assertThatThrownBy(() -> guard.resolve("rebind.example", 80))
        .isInstanceOf(EgressDeniedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, 80, true",
    "127.0.0.1, 127.0.0.2, 80, false",
    "127.0.0.1:8080, 127.0.0.1, 8080, true",
    "127.0.0.1:8080, 127.0.0.1, 80, false",
    "10.0.0.0/8, 10.9.8.7, 1, true",
    "10.0.0.0/8, 192.168.9.7, 1, false",
    "10.0.0.0/9, 10.128.0.1, 1, false",
    "10.0.0.0/8:443, 10.9.8.7, 443, true",
    "10.0.0.0/8:443, 10.9.8.7, 80, false",
    "0.0.0.0/0, 127.0.0.1, 80, true",
    "0.0.0.0/0, ::1, 80, false",
    "::1, ::1, 80, true",
    "::1, [::1], 80, true",
    "[::1], ::1, 80, true",
    "[::1]:8080, ::1, 8080, true",
    "[::1]:8080, ::1, 80, false",
    "fd00::/8, fd12::1, 80, true",
    "[fd00::/8]:80, fd12::1, 80, true",
    "[fd00::/8]:80, fd12::1, 81, false",
    "127.0.0.1, ::ffff:127.0.0.1, 80, true"
  })
  void addressRulesOpenAddresses(String rule, String host, int port, boolean open)
      throws UnknownHostException {
    if (open) {
      assertThat(guard(rule).resolve(host, port)).isNotEmpty();
    } else {
      assertThatThrownBy(() -> guard(rule).resolve(host, port))
          .isInstanceOf(EgressDeniedException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "db.internal, db.internal, 80, true",
    "DB.internal, db.INTERNAL., 80, true",
    "db.internal, x.db.internal, 80, false",
    "*.internal, db.internal, 80, true",
    "*.internal, a.b.internal, 80, true",
    "*.internal, internal, 80, false",
    "*.internal, evilinternal, 80, false",
    "db.internal:5432, db.internal, 5432, true",
    "db.internal:5432, db.internal, 80, false",
    "my_service, my_service, 80, true"
  })
  void nameRulesOpenNames(String rule, String host, int port, boolean open)
      throws UnknownHostException {
    EgressGuard guard = guardWhereNamesAre(List.of("10.0.0.1"), rule);
    if (open) {
      assertThat(guard.resolve(host, port)).containsExactly(address("10.0.0.1"));
    } else {
      assertThatThrownBy(() -> guard.resolve(host, port)).isInstanceOf(EgressDeniedException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0/8",
        "300.1.1.1",
        "[::1",
        "::1]:80",
        "[::1]:0",
        "[host]:80",
        "host:99999",
        "host:x",
        "http://host",
        "a b",
        "*",
        "*.",
        "fd00::/129",
        "1.2.3.4/",
        "-x"
      })
  void refusesEntriesThatAreNone(String entry) {
    assertThatThrownBy(() -> guard(entry))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("espalier.egress.allow")
        .hasMessageContaining(entry);
  }

  @Test
  void unknownHostStaysUnknown() {
    EgressGuard guard =
        new EgressGuard(
            new EgressSettings(List.of()),
            host -> {
              throw new UnknownHostException(host);
            });
    assertThatThrownBy(() -> guard.resolve("no.such.example", 80))
        .isExactlyInstanceOf(UnknownHostException.class);
  }
}
