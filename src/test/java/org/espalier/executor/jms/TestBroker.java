package org.espalier.executor.jms;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.NameNotFoundException;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQJMSConnectionFactory;

/**
 * An ActiveMQ Artemis in this process, with what a server would have in JNDI: the factory {@code
 * cf}, and each name {@code queue/x} as the queue x. What is sent to the queue {@code ask} is
 * answered.
 */
public final class TestBroker implements AutoCloseable {
  private static final AtomicInteger NUMBERS = new AtomicInteger(100);

  private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
  private final ActiveMQConnectionFactory factory;
  private final JMSContext responder;
  final CountDownLatch asked = new CountDownLatch(1);
  final CopyOnWriteArrayList<String> correlations = new CopyOnWriteArrayList<>();

  TestBroker(Path directory) throws Exception {
    this(directory, Optional.empty());
  }

  /**
   * One that listens on a port too.
   *
   * @param directory for what it writes
   * @param port of the loopback interface
   */
  public TestBroker(Path directory, Optional<Integer> port) throws Exception {
    String url = "vm://" + NUMBERS.incrementAndGet();
    Configuration configuration =
        new ConfigurationImpl().setPersistenceEnabled(false).setSecurityEnabled(false);
    configuration.setBrokerInstance(directory.toFile());
    configuration.addAcceptorConfiguration("vm", url);
    if (port.isPresent()) {
      configuration.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + port.get());
    }
    broker.setConfiguration(configuration).start();
    factory = new ActiveMQJMSConnectionFactory(url);
    responder = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE);
    responder.createConsumer(responder.createQueue("ask")).setMessageListener(this::answer);
    responder.createConsumer(responder.createQueue("silent")).setMessageListener(this::note);
  }

  private void note(Message message) {
    try {
      correlations.add(message.getJMSCorrelationID());
      asked.countDown();
    } catch (JMSException e) {
      throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
    }
  }

  /** A text is answered in JSON; {@code huge} by 20 MB; {@code object} by a serialized object. */
  private void answer(Message message) {
    note(message);
    try (JMSContext context = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
      String text = message.isBodyAssignableTo(String.class) ? message.getBody(String.class) : "";
      Message answer =
          switch (text) {
            case "huge" -> context.createTextMessage("x".repeat(20 << 20));
            case "object" -> context.createObjectMessage(5);
            case "plain" -> context.createTextMessage("no JSON");
            default -> context.createTextMessage("{\"echo\": \"" + text + "\"}");
          };
      answer.setJMSCorrelationID(message.getJMSCorrelationID());
      answer.setStringProperty("by", "responder");
      context.createProducer().send(message.getJMSReplyTo(), answer);
    } catch (JMSException e) {
      throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
    }
  }

  Object lookup(String name) throws NameNotFoundException {
    if (name.equals("cf")) {
      return factory;
    }
    if (name.equals("dead")) {
      ConnectionFactory dead =
          new ActiveMQJMSConnectionFactory("tcp://127.0.0.1:1?initialConnectAttempts=1");
      return dead;
    }
    if (name.startsWith("queue/")) {
      return responder.createQueue(name.substring("queue/".length()));
    }
    throw new NameNotFoundException(name + " is not bound");
  }

  /** Takes the next message of a queue within ten seconds. */
  Optional<Message> receive(String queue) {
    try (JMSContext context = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
      Queue from = context.createQueue(queue);
      return Optional.ofNullable(context.createConsumer(from).receive(10_000));
    }
  }

  int connections() {
    return broker.getActiveMQServer().getConnectionCount();
  }

  /** The broker's threads are the peer's, not the executor's. */
  static void nameThreads() {
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().toLowerCase(java.util.Locale.ROOT).contains("activemq"))
        .filter(thread -> !thread.getName().startsWith("test-server"))
        .forEach(thread -> thread.setName("test-server " + thread.getName()));
  }

  @Override
  public void close() {
    responder.close();
    factory.close();
    try {
      broker.stop();
    } catch (Exception e) {
      throw new AssertionError("the broker did not stop", e);
    }
  }
}
