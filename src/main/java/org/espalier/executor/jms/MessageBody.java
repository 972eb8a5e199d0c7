package org.espalier.executor.jms;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;

/** What a message carries: a text (also JSON, as text), or bytes. */
sealed interface MessageBody {
  /** A text message. */
  record Text(String text) implements MessageBody {
    @Override
    public Message message(JMSContext context) {
      return context.createTextMessage(text);
    }

    @Override
    public long sizeBytes() {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /** A bytes message. */
  record Bytes(byte[] bytes) implements MessageBody {
    @Override
    public Message message(JMSContext context) throws JMSException {
      BytesMessage message = context.createBytesMessage();
      message.writeBytes(bytes);
      return message;
    }

    @Override
    public long sizeBytes() {
      return bytes.length;
    }
  }

  /** A new message with this body. */
  Message message(JMSContext context) throws JMSException;

  /** How large it is, a text in UTF-8. */
  long sizeBytes();

  /** The one body that the inputs have. */
  static MessageBody read(Inputs inputs, int maxBytes) {
    if (Stream.of("text", "json", "bytes_base64").filter(f -> inputs.value(f).isPresent()).count()
        != 1) {
      throw new InvalidInputException(
          "inputs.text, inputs.json or inputs.bytes_base64 must be given, and only one of them.");
    }
    MessageBody body = body(inputs);
    long size = body.sizeBytes();
    if (size > maxBytes) {
      throw new InvalidInputException(
          "inputs have a body of %d bytes; at most %d are allowed (espalier.executors.jms.max-message-bytes)."
              .formatted(size, maxBytes));
    }
    return body;
  }

  private static MessageBody body(Inputs inputs) {
    JsonNode json = inputs.value("json").orElse(null);
    if (json != null) {
      return new Text(Json.write(json));
    }
    return inputs
        .text("bytes_base64")
        .<MessageBody>map(text -> new Bytes(decoded(text)))
        .orElseGet(() -> new Text(inputs.text("text").orElse("")));
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("inputs.bytes_base64 must be Base64 (RFC 4648).");
    }
  }
}
