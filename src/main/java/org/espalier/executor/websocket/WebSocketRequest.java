package org.espalier.executor.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.http.TargetUrl;
import org.espalier.executor.http.TlsIdentity;
import org.espalier.executor.http.TlsInputs;
import org.espalier.settings.WebSocketSettings;

/**
 * What the task asks for, checked.
 *
 * @param url where to connect to
 * @param opening what the handshake says
 * @param messages to send, in this order
 * @param rule when enough was collected; empty when no answer is waited for
 * @param limits of time and size
 * @param verify whether the peer's certificate is checked
 * @param tls whom to trust and who we are; empty for what the JVM has
 */
record WebSocketRequest(
    TargetUrl url,
    Opening opening,
    List<Message> messages,
    Optional<CollectRule> rule,
    Limits limits,
    boolean verify,
    Optional<TlsIdentity> tls) {

  /**
   * Reads the inputs.
   *
   * @throws org.espalier.executor.InvalidInputException naming the first field that is wrong
   */
  static WebSocketRequest read(ExecutionContext context, WebSocketSettings settings) {
    Inputs inputs = Inputs.of(context);
    TargetUrl url = TargetUrl.parseWebSocket("inputs.url", inputs.requireText("url"));
    Limits limits = Limits.read(inputs, settings);
    boolean wait = inputs.flag("wait_response").orElse(true);
    return new WebSocketRequest(
        url,
        Opening.read(inputs, context.idempotencyKey()),
        messages(inputs),
        wait ? Optional.of(CollectRule.read(inputs, Limits.LONGEST)) : Optional.empty(),
        limits,
        inputs.flag("verify").orElse(true),
        TlsInputs.read(inputs));
  }

  private static List<Message> messages(Inputs inputs) {
    List<Message> messages = new ArrayList<>();
    inputs.value("message").ifPresent(one -> messages.add(Message.of("inputs.message", one)));
    inputs.value("messages").ifPresent(given -> addAll(inputs, given, messages));
    return List.copyOf(messages);
  }

  private static void addAll(Inputs inputs, JsonNode given, List<Message> messages) {
    if (!given.isArray()) {
      inputs.refuse("messages", "an array", given);
    }
    for (int i = 0; i < given.size(); i++) {
      messages.add(Message.of("inputs.messages[%d]".formatted(i), given.get(i)));
    }
  }

  /** For messages. */
  String describe() {
    return "WebSocket " + url.withoutQuery();
  }
}
