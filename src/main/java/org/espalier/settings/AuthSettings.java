package org.espalier.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may call ({@code espalier.auth.*}).
 *
 * @param mode how callers are known
 * @param adminKey the administrator's key itself
 * @param adminKeyFile the file that holds it instead
 */
public record AuthSettings(Mode mode, Optional<String> adminKey, Optional<Path> adminKeyFile) {
  private static final String PREFIX = "espalier.auth.";
  private static final String MODE = PREFIX + "mode";
  private static final String ADMIN_KEY = PREFIX + "admin-key";
  private static final String ADMIN_KEY_FILE = PREFIX + "admin-key-file";
  private static final Set<String> KEYS = Set.of(MODE, ADMIN_KEY, ADMIN_KEY_FILE);

  /** How callers are known. */
  public enum Mode {
    /** By the API key they send. */
    KEYS,
    /** Not at all: whoever reaches the server on loopback is its administrator. */
    NONE
  }

  static AuthSettings read(SettingsReader reader) {
    Mode mode = reader.constant(MODE, Mode.KEYS, Mode.values());
    String address = reader.text("espalier.address", "127.0.0.1");
    if (mode == Mode.NONE && !isLoopback(address)) {
      throw new InvalidSettingException(
          MODE,
          "keys, because the server listens on %s and anybody could call it there; none is for loopback only"
              .formatted(address),
          "none");
    }
    return new AuthSettings(
        mode, reader.optional(ADMIN_KEY), reader.optional(ADMIN_KEY_FILE).map(Path::of));
  }

  /**
   * Refuses a key of this group that does not exist: a misspelt one would leave a door open.
   *
   * @param names of everything configured, as properties or variables of the environment
   * @throws InvalidSettingException for the first such key
   */
  static void refuseUnknown(Iterable<String> names) {
    for (String name : names) {
      boolean isVariable = name.startsWith("ESPALIER_AUTH_");
      boolean isOurs = isVariable || name.startsWith(PREFIX);
      if (isOurs && !(isVariable ? variables() : KEYS).contains(name)) {
        throw new InvalidSettingException(
            name, "one of " + String.join(", ", new TreeSet<>(KEYS)), name);
      }
    }
  }

  private static Set<String> variables() {
    Set<String> names = new TreeSet<>();
    KEYS.forEach(key -> names.add(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")));
    return names;
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
