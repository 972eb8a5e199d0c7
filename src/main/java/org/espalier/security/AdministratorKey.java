package org.espalier.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.espalier.settings.AuthSettings;
import org.espalier.settings.InvalidSettingException;

/**
 * The key of the first administrator, which the configuration gives: with it the others are made.
 */
final class AdministratorKey {
  private static final String KEY = "espalier.auth.admin-key";
  private static final String FILE = "espalier.auth.admin-key-file";
  private static final int MIN_LENGTH = 32;
  private static final int MAX_LENGTH = 1_000;
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final String hash;

  private AdministratorKey(String text) {
    this.hash = KeyText.hash(text);
  }

  /**
   * Reads it.
   *
   * @throws InvalidSettingException when there is none, or one that is no good
   */
  static AdministratorKey of(AuthSettings settings) {
    if (settings.adminKey().isPresent()) {
      return new AdministratorKey(checked(settings.adminKey().get(), KEY));
    }
    if (settings.adminKeyFile().isPresent()) {
      return new AdministratorKey(checked(content(settings.adminKeyFile().get()), FILE));
    }
    throw new InvalidSettingException(
        FILE,
        "the file of the first administrator's key (or the key itself in "
            + KEY
            + "; or espalier.auth.mode=none on loopback), because without one nobody could call",
        "");
  }

  boolean is(String text) {
    return KeyText.isSame(hash, KeyText.hash(text));
  }

  private static String checked(String text, String setting) {
    boolean isPlain = text.chars().allMatch(c -> c > ' ' && c < 127);
    if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH || !isPlain) {
      throw new InvalidSettingException(
          setting,
          "a key of %d to %d characters of ASCII without blanks".formatted(MIN_LENGTH, MAX_LENGTH),
          "(one of %d characters)".formatted(text.length()));
    }
    return text;
  }

  private static String content(Path file) {
    try {
      if (isOpen(file)) {
        throw new InvalidSettingException(
            FILE, "a file that only its owner can read (chmod 600)", file.toString());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new InvalidSettingException(FILE, "a file that can be read", file.toString());
    }
  }

  private static boolean isOpen(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return false;
    }
    return Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
  }
}
