package org.espalier.settings;

/**
 * What {@code jms_executor} may use ({@code espalier.executors.jms.*}).
 *
 * @param allow JNDI names of connection factories and destinations; none switches the executor off
 * @param maxMessageBytes largest body that is sent or taken as an answer
 */
public record JmsSettings(NamePatterns allow, int maxMessageBytes) {
  static JmsSettings read(SettingsReader reader) {
    String p = "espalier.executors.jms.";
    return new JmsSettings(
        new NamePatterns(reader.list(p + "allow")),
        reader.integer(p + "max-message-bytes", 4 << 20, 1_024, 256 << 20));
  }
}
