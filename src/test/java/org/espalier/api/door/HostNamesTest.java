package org.espalier.api.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.espalier.settings.EspalierSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
  private static final String LOCAL = "10.1.2.3";

  private final HostNames names =
      new HostNames(
          EspalierSettings.read(
              key ->
                  Optional.ofNullable(
                      Map.of("espalier.http.hosts", "Tasks.Example.com, 2001:db8::1").get(key)),
              "node"),
          "Box.internal");

  private boolean have(String header) {
    return Authority.parse(header).filter(a -> names.have(a.host(), LOCAL)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8080",
        "localhost.",
        "127.0.0.1:1",
        "127.255.0.9",
        "[::1]:8080",
        "[::ffff:127.0.0.1]",
        "10.1.2.3:8080",
        "box",
        "box.internal",
        "tasks.example.com:443",
        "[2001:db8::1]"
      })
  void areThoseOfThisNode(String header) {
    assertThat(have(header)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "localhost.evil.example",
        "evil.example:localhost",
        "10.1.2.4",
        "0.0.0.0",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "127.0.0.1.evil.example",
        "127.0.0.256",
        "example.com",
        "localhost@evil.example",
        "localhost/evil",
        "localhost evil.example",
        "[::2]",
        "::1",
        "[1:2:3]"
      })
  void areNoOthers(String header) {
    assertThat(have(header)).isFalse();
  }
}
