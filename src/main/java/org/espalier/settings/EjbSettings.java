package org.espalier.settings;

/**
 * Which beans {@code ejb_executor} may call ({@code espalier.executors.ejb.*}).
 *
 * @param allow JNDI names of beans; none switches the executor off
 * @param maxResultBytes largest result, as JSON
 */
public record EjbSettings(NamePatterns allow, int maxResultBytes) {
  static EjbSettings read(SettingsReader reader) {
    String p = "espalier.executors.ejb.";
    return new EjbSettings(
        new NamePatterns(reader.list(p + "allow")),
        reader.integer(p + "max-result-bytes", 4 << 20, 1_024, 256 << 20));
  }
}
