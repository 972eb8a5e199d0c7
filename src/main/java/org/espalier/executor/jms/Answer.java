package org.espalier.executor.jms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;

/** A received message as JSON: its body as {@code json}, {@code text} or {@code bytes_base64}. */
final class Answer {
  /** An answer that came and cannot be used. */
  static final class UnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String kind;

    UnusableException(String kind, String message) {
      super(message);
      this.kind = kind;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }

    String kind() {
      return kind;
    }
  }

  private Answer() {}

  static ObjectNode of(Message message, int maxBytes) throws JMSException {
    ObjectNode answer =
        Json.object()
            .put("message_id", message.getJMSMessageID())
            .put("correlation_id", message.getJMSCorrelationID());
    ObjectNode properties = answer.putObject("properties");
    for (String name : texts(message.getPropertyNames())) {
      properties.set(name, Json.valueOf(message.getObjectProperty(name)));
    }
    if (message instanceof TextMessage text) {
      putText(answer, text.getText() == null ? "" : text.getText(), maxBytes);
    } else if (message instanceof BytesMessage bytes) {
      answer.put("bytes_base64", body(bytes, maxBytes));
    } else if (message instanceof MapMessage map) {
      putMap(answer, map);
    } else {
      throw new UnusableException(
          "unsupported_reply",
          "The answer is neither a text, nor bytes, nor a map; objects are never deserialized.");
    }
    return answer;
  }

  private static List<String> texts(Enumeration<?> names) {
    List<String> texts = new ArrayList<>();
    names.asIterator().forEachRemaining(name -> texts.add(name.toString()));
    return texts;
  }

  private static void putText(ObjectNode answer, String text, int maxBytes) {
    check(text.getBytes(StandardCharsets.UTF_8).length, maxBytes);
    try {
      answer.set("json", Json.readForeign(text));
    } catch (MalformedJsonException e) {
      answer.put("text", text);
    }
  }

  private static byte[] body(BytesMessage message, int maxBytes) throws JMSException {
    check(message.getBodyLength(), maxBytes);
    byte[] body = new byte[(int) message.getBodyLength()];
    message.readBytes(body);
    return body;
  }

  private static void putMap(ObjectNode answer, MapMessage message) throws JMSException {
    ObjectNode map = answer.putObject("json");
    for (String name : texts(message.getMapNames())) {
      map.set(name, Json.valueOf(message.getObject(name)));
    }
  }

  private static void check(long bytes, int maxBytes) {
    if (bytes > maxBytes) {
      throw new UnusableException(
          "reply_too_large",
          "The answer is too large: %d bytes, at most %d are allowed (espalier.executors.jms.max-message-bytes)."
              .formatted(bytes, maxBytes));
    }
  }
}
