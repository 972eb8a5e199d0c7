package org.espalier.executor.jms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.SourceVersion;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.JndiName;
import org.espalier.json.Json;

/**
 * What a task asks for.
 *
 * @param connectionFactory JNDI name
 * @param destination JNDI name
 * @param body what is sent
 * @param properties of the message
 * @param type JMSType
 * @param correlationId ties the answer to the message
 * @param delivery how the broker is to treat it
 * @param reply where and how long to wait for an answer; empty for not at all
 */
record MessageRequest(
    String connectionFactory,
    String destination,
    MessageBody body,
    ObjectNode properties,
    Optional<String> type,
    String correlationId,
    Delivery delivery,
    Optional<Reply> reply) {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final String DEFAULT_FACTORY = "java:comp/DefaultJMSConnectionFactory";
  private static final int DEFAULT_PRIORITY = 4;

  /** Times in milliseconds; a time to live of 0 is for ever. */
  record Delivery(int priority, long delay, long timeToLive, boolean persistent) {}

  /**
   * An answer that is waited for.
   *
   * @param queue JNDI name; empty for a temporary queue
   */
  record Reply(Optional<String> queue, Duration timeout) {}

  static MessageRequest read(ExecutionContext context, int maxBytes) {
    Inputs inputs = Inputs.of(context);
    Optional<Reply> reply = reply(inputs, context.timeout());
    return new MessageRequest(
        inputs.value("connection_factory").isPresent()
            ? JndiName.require(inputs, "connection_factory")
            : DEFAULT_FACTORY,
        JndiName.require(inputs, "destination"),
        MessageBody.read(inputs, maxBytes),
        inputs.object("properties").map(given -> checked(inputs, given)).orElseGet(Json::object),
        inputs.text("type"),
        inputs.text("correlation_id").orElse(context.idempotencyKey()),
        delivery(inputs, reply),
        reply);
  }

  /** A message whose answer nobody waits for any more need not be delivered. */
  private static Delivery delivery(Inputs inputs, Optional<Reply> reply) {
    Duration ttl = reply.map(Reply::timeout).orElse(Duration.ZERO);
    return new Delivery(
        (int) inputs.wholeNumber("priority", DEFAULT_PRIORITY, 0, 9),
        inputs.seconds("delay", Duration.ZERO, LONGEST).toMillis(),
        inputs.seconds("ttl", ttl, LONGEST).toMillis(),
        inputs.flag("persistent").orElse(true));
  }

  private static Optional<Reply> reply(Inputs inputs, Duration attempt) {
    boolean named = inputs.value("reply_to").isPresent();
    if (!inputs.flag("wait_for_reply").orElse(named)) {
      return Optional.empty();
    }
    return Optional.of(
        new Reply(
            named ? Optional.of(JndiName.require(inputs, "reply_to")) : Optional.empty(),
            inputs.seconds("reply_timeout", attempt, LONGEST)));
  }

  /** Names as Jakarta Messaging 3.1, section 3.8.1.1, wants them; single values. */
  private static ObjectNode checked(Inputs inputs, ObjectNode properties) {
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      String name = property.getKey();
      if (!SourceVersion.isIdentifier(name)
          || (name.startsWith("JMS") && !name.matches("JMSXGroup(ID|Seq)"))) {
        throw new InvalidInputException(
            "inputs.properties has a name a message cannot have: '%s' must be like a variable of Java, and not begin with JMS (but JMSXGroupID and JMSXGroupSeq)."
                .formatted(name));
      }
      if (!property.getValue().isValueNode() || property.getValue().isNull()) {
        inputs.refuse("properties", "of texts, numbers and flags", property.getValue());
      }
    }
    return properties;
  }

  /** All JNDI names it uses. */
  List<String> names() {
    List<String> names = new ArrayList<>(List.of(connectionFactory, destination));
    reply.flatMap(Reply::queue).ifPresent(names::add);
    return names;
  }
}
