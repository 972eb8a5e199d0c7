package org.espalier.executor.websocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.espalier.executor.ProgressListener;
import org.espalier.json.Json;

/** Sends what is to be sent, collects what is waited for, and says goodbye. Used once. */
final class Conversation {
  private final WebSocketRequest request;
  private final Transcript transcript;
  private Optional<String> subprotocol = Optional.empty();
  private Optional<CloseCode> closed = Optional.empty();

  Conversation(WebSocketRequest request, ProgressListener progress) {
    this.request = request;
    Optional<Integer> expected = request.rule().flatMap(CollectRule::count);
    this.transcript = new Transcript(progress, expected, request.limits().maxBytes());
  }

  /**
   * Holds it on a new connection.
   *
   * @return the result of the task
   * @throws ClosedByPeerException when the peer ends it too early
   */
  ObjectNode hold(Connection connection) throws IOException {
    subprotocol = Optional.of(connection.subprotocol()).filter(name -> !name.isEmpty());
    try {
      for (Message message : request.messages()) {
        connection.send(message);
      }
      EndedBy end = request.rule().isEmpty() ? EndedBy.SENT : collect(connection);
      if (closed.isEmpty()) {
        closed = connection.close(CloseCode.NORMAL);
      }
      return describe(true).put("ended_by", end.word());
    } catch (ProtocolException e) {
      connection.close(e.closeCode());
      throw e;
    }
  }

  private EndedBy collect(Connection connection) throws IOException {
    CollectRule rule = request.rule().orElseThrow();
    long end = System.nanoTime() + rule.duration().orElse(Limits.LONGEST).toNanos();
    try {
      while (true) {
        Optional<Message> message = connection.receive(end);
        if (message.isEmpty()) {
          return EndedBy.DURATION;
        }
        Optional<EndedBy> enough = rule.endsWith(message.get(), transcript.add(message.get()));
        if (transcript.isTruncated() && request.limits().failOnTruncation()) {
          throw ProtocolException.tooMuch(request.limits().maxBytes());
        }
        if (enough.isPresent()) {
          return enough.get();
        }
      }
    } catch (ClosedByPeerException e) {
      closed = Optional.of(e.code());
      if (rule.allowsClose() && e.code().isGood()) {
        return EndedBy.CLOSE;
      }
      throw e;
    }
  }

  /** How long {@link #hold} may take. */
  static Duration longest(WebSocketRequest request) {
    Duration timeout = request.limits().timeout();
    Duration collecting = request.rule().flatMap(CollectRule::duration).orElse(Duration.ZERO);
    return collecting.compareTo(timeout) > 0 ? collecting.plus(timeout) : timeout;
  }

  /** What is known of it now. */
  ObjectNode describe(boolean success) {
    ObjectNode result = Json.object().put("success", success);
    result.put("url", request.url().toString());
    request.messages().stream().findFirst().ifPresent(m -> result.put("message_sent", m.line()));
    result.put("messages_sent", request.messages().size());
    result.put("wait_response", request.rule().isPresent());
    transcript.describe(result);
    subprotocol.ifPresent(name -> result.put("subprotocol", name));
    closed.ifPresent(
        code -> result.put("close_code", code.code()).put("close_reason", code.reason()));
    return result;
  }
}
