package org.espalier.executor.websocket;

import java.time.Duration;
import org.espalier.executor.Inputs;
import org.espalier.settings.WebSocketSettings;

/**
 * How long and how much.
 *
 * @param connectTimeout of connecting, TLS and the handshake together
 * @param timeout of the conversation after that
 * @param pingInterval a ping is sent after so much silence; zero for none
 * @param maxMessageBytes of one message
 * @param maxBytes of all messages that are kept
 * @param failOnTruncation whether more than that is a failure
 */
record Limits(
    Duration connectTimeout,
    Duration timeout,
    Duration pingInterval,
    int maxMessageBytes,
    int maxBytes,
    boolean failOnTruncation) {
  static final Duration LONGEST = Duration.ofDays(1);

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DEFAULT_PING_INTERVAL = Duration.ofSeconds(20);

  static Limits read(Inputs inputs, WebSocketSettings settings) {
    return new Limits(
        positive(inputs.seconds("connect_timeout", DEFAULT_CONNECT_TIMEOUT, LONGEST)),
        positive(inputs.seconds("timeout", DEFAULT_TIMEOUT, LONGEST)),
        inputs.seconds("ping_interval", DEFAULT_PING_INTERVAL, LONGEST),
        (int)
            inputs.wholeNumber(
                "max_message_bytes", settings.maxMessageBytes(), 1, settings.maxMessageBytes()),
        (int) inputs.wholeNumber("max_bytes", settings.maxBytes(), 1, settings.maxBytes()),
        inputs.flag("fail_on_truncation").orElse(true));
  }

  private static Duration positive(Duration given) {
    return given.compareTo(SHORTEST) < 0 ? SHORTEST : given;
  }

  boolean pings() {
    return !pingInterval.isZero();
  }
}
