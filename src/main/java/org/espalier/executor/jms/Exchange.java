package org.espalier.executor.jms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.naming.NamingException;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * One message and its answer, on a connection of its own. The answer is waited for in slices,
 * between which the attempt's token is looked at: a managed connection must not be closed by
 * another thread. Used once, on the attempt's thread.
 */
final class Exchange {
  private static final Duration SLICE = Duration.ofMillis(250);

  private final ConnectionFactory factory;
  private final JmsDirectory directory;
  private final MessageRequest request;
  private final ExecutionContext attempt;

  Exchange(
      ConnectionFactory factory,
      JmsDirectory directory,
      MessageRequest request,
      ExecutionContext attempt) {
    this.factory = factory;
    this.directory = directory;
    this.request = request;
    this.attempt = attempt;
  }

  ExecutionOutcome run(int maxReplyBytes) throws NamingException, JMSException {
    Destination destination = (Destination) directory.lookup(request.destination());
    try (JMSContext context = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
      return request.reply().isEmpty()
          ? new Succeeded(sent(send(context, destination, null)))
          : ask(context, destination, request.reply().get(), maxReplyBytes);
    }
  }

  private ExecutionOutcome ask(
      JMSContext context, Destination destination, MessageRequest.Reply reply, int maxReplyBytes)
      throws NamingException, JMSException {
    if (reply.queue().isPresent()) {
      Queue queue = (Queue) directory.lookup(reply.queue().get());
      return ask(context, destination, queue, reply, maxReplyBytes);
    }
    TemporaryQueue queue = context.createTemporaryQueue();
    try {
      return ask(context, destination, queue, reply, maxReplyBytes);
    } finally {
      queue.delete();
    }
  }

  private ExecutionOutcome ask(
      JMSContext context,
      Destination destination,
      Queue queue,
      MessageRequest.Reply reply,
      int maxReplyBytes)
      throws JMSException {
    String mine = "JMSCorrelationID = '%s'".formatted(request.correlationId().replace("'", "''"));
    try (JMSConsumer consumer =
        queue instanceof TemporaryQueue
            ? context.createConsumer(queue)
            : context.createConsumer(queue, mine)) {
      context.start();
      Message earlier = attempt.attempt() > 1 ? consumer.receiveNoWait() : null;
      if (earlier != null) {
        return answered(Json.object().put("answers_earlier_attempt", true), earlier, maxReplyBytes);
      }
      ObjectNode sent = sent(send(context, destination, queue));
      attempt.progress().progress(0.5, "sent; waiting for the answer");
      return receive(consumer, reply.timeout())
          .map(message -> answered(sent, message, maxReplyBytes))
          .orElseGet(this::unanswered);
    }
  }

  private Optional<Message> receive(JMSConsumer consumer, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    Message message = null;
    while (message == null && !attempt.cancellation().isCancelled()) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        return Optional.empty();
      }
      message = consumer.receive(Math.min(left, SLICE.toMillis()));
    }
    return Optional.ofNullable(message);
  }

  private Message send(JMSContext context, Destination destination, @Nullable Destination replyTo)
      throws JMSException {
    Message message = request.body().message(context);
    message.setJMSCorrelationID(request.correlationId());
    if (replyTo != null) {
      message.setJMSReplyTo(replyTo);
    }
    if (request.type().isPresent()) {
      message.setJMSType(request.type().get());
    }
    for (Map.Entry<String, JsonNode> property : request.properties().properties()) {
      message.setObjectProperty(property.getKey(), value(property.getValue()));
    }
    producer(context).send(destination, message);
    return message;
  }

  private JMSProducer producer(JMSContext context) {
    MessageRequest.Delivery delivery = request.delivery();
    return context
        .createProducer()
        .setPriority(delivery.priority())
        .setTimeToLive(delivery.timeToLive())
        .setDeliveryDelay(delivery.delay())
        .setDeliveryMode(
            delivery.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
  }

  private static Object value(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.canConvertToInt() ? (Object) value.intValue() : (Object) value.longValue();
    }
    return value.isNumber() ? (Object) value.doubleValue() : value.asText();
  }

  private ObjectNode sent(Message message) throws JMSException {
    return Json.object()
        .put("message_id", message.getJMSMessageID())
        .put("correlation_id", request.correlationId())
        .put("destination", request.destination());
  }

  private static ExecutionOutcome answered(ObjectNode sent, Message message, int maxBytes) {
    try {
      return new Succeeded(sent.set("reply", Answer.of(message, maxBytes)));
    } catch (Answer.UnusableException e) {
      return Failed.permanent(e.kind(), e.getMessage());
    } catch (JMSException e) {
      return Failed.retryable(
          "network", "The answer came, but cannot be read: " + JmsFailure.line(e) + ".");
    }
  }

  private ExecutionOutcome unanswered() {
    return attempt.cancellation().isCancelled()
        ? new Cancelled("The message was sent; its answer is no longer waited for.")
        : Failed.retryable(
            "reply_timeout",
            "The message was sent to %s, but no answer came within %s."
                .formatted(
                    request.destination(),
                    request.reply().map(r -> r.timeout().toString().substring(2)).orElse("")));
  }
}
