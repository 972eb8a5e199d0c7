package org.espalier.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// #11
class AdministratorKeyTest {
  private static final String KEY = "0123456789-0123456789-0123456789";

  @TempDir private Path directory;

  private static AdministratorKey of(Map<String, String> values) {
    return AdministratorKey.of(
        EspalierSettings.read(key -> Optional.ofNullable(values.get(key)), "h").auth());
  }

  private Path file(String content, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve("key"), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void withoutOneTheStartIsRefusedAndTheSettingsThatWouldDoAreNamed() {
    assertThatThrownBy(() -> of(Map.of()))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("espalier.auth.admin-key-file")
        .hasMessageContaining("espalier.auth.admin-key;")
        .hasMessageContaining("espalier.auth.mode=none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "with a blank 0123456789 0123456789",
        "ü0123456789-0123456789-0123456789"
      })
  void oneThatIsNoGoodIsRefusedWithoutBeingShown(String key) {
    assertThatThrownBy(() -> of(Map.of("espalier.auth.admin-key", key)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("expected a key of 32 to 1000 characters")
        .hasMessageNotContaining(key);
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    Path file = file("\n", "rw-------");
    assertThatThrownBy(() -> of(Map.of("espalier.auth.admin-key-file", file.toString())))
        .hasMessageContaining("(one of 0 characters)");
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    String file = directory.resolve("nothing").toString();
    assertThatThrownBy(() -> of(Map.of("espalier.auth.admin-key-file", file)))
        .hasMessageContaining("expected a file that can be read, got '" + file + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
  void aFileThatOthersCanUseIsRefused(String permissions) throws IOException {
    Path file = file(KEY, permissions);
    assertThatThrownBy(() -> of(Map.of("espalier.auth.admin-key-file", file.toString())))
        .hasMessageContaining("only its owner can read");
  }

  @Test
  void theKeyOfAFileIsTakenWithoutTheEndOfItsLine() throws IOException {
    Path file = file(KEY + "\n", "rw-------");
    AdministratorKey key = of(Map.of("espalier.auth.admin-key-file", file.toString()));
    assertThat(key.is(KEY)).isTrue();
    assertThat(key.is(KEY + "\n")).isFalse();
    assertThat(key.is("")).isFalse();
  }
}
