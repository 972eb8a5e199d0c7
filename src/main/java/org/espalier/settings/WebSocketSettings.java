package org.espalier.settings;

/**
 * What {@code websocket_executor} may use ({@code espalier.executors.websocket.*}).
 *
 * @param maxMessageBytes largest message it takes
 * @param maxBytes how much of the messages of one attempt it keeps
 */
public record WebSocketSettings(int maxMessageBytes, int maxBytes) {
  static WebSocketSettings read(SettingsReader reader) {
    String p = "espalier.executors.websocket.";
    return new WebSocketSettings(
        reader.integer(p + "max-message-bytes", 1 << 20, 125, 64 << 20),
        reader.integer(p + "max-bytes", 4 << 20, 1_024, 256 << 20));
  }
}
