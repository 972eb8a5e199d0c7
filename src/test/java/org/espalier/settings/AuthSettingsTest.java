package org.espalier.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// #11
class AuthSettingsTest {
  private static AuthSettings read(Map<String, String> values) {
    return EspalierSettings.read(key -> Optional.ofNullable(values.get(key)), "h").auth();
  }

  @ParameterizedTest
  @ValueSource(strings = {"non", "None", "off", "key", "false"})
  void aMisspeltModeIsRefused(String mode) {
    assertThatThrownBy(() -> read(Map.of("espalier.auth.mode", mode)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "Setting espalier.auth.mode: expected one of keys, none, got '%s'.".formatted(mode));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3", "no-such-host.invalid"})
  void callersWithoutAKeyAreForLoopbackOnly(String address) {
    assertThatThrownBy(
            () -> read(Map.of("espalier.auth.mode", "none", "espalier.address", address)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("the server listens on " + address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
  void onLoopbackTheyAreTaken(String address) {
    assertThat(read(Map.of("espalier.auth.mode", "none", "espalier.address", address)).mode())
        .isEqualTo(AuthSettings.Mode.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"espalier.auth.modus", "ESPALIER_AUTH_ADMIN_KEYFILE", "espalier.auth.admin.key"})
  void aMisspeltKeyIsRefused(String name) {
    assertThatThrownBy(() -> AuthSettings.refuseUnknown(List.of("espalier.node.name", name)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("Setting " + name + ": expected one of espalier.auth.admin-key");
  }

  @Test
  void keysThatThereAreAreTakenInBothForms() {
    AuthSettings.refuseUnknown(
        List.of(
            "espalier.auth.mode",
            "espalier.auth.admin-key",
            "espalier.auth.admin-key-file",
            "ESPALIER_AUTH_MODE",
            "ESPALIER_AUTH_ADMIN_KEY",
            "ESPALIER_AUTH_ADMIN_KEY_FILE",
            "espalier.author",
            "PATH"));
  }
}
