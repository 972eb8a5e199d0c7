package org.espalier.executor.jms;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import javax.naming.NamingException;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;

/** The part of an attempt that knows Jakarta Messaging; loaded with the first attempt. */
final class JmsSending {
  private JmsSending() {}

  static ExecutionOutcome send(
      JmsDirectory directory, MessageRequest request, ExecutionContext context, int maxBytes)
      throws InterruptedException {
    try {
      Object factory = directory.lookup(request.connectionFactory());
      return new Exchange((ConnectionFactory) factory, directory, request, context).run(maxBytes);
    } catch (NamingException | ClassCastException e) {
      return notFound(e);
    } catch (JMSRuntimeException e) {
      return JmsFailure.of(e, context);
    } catch (JMSException e) {
      return JmsFailure.of(e, context);
    }
  }

  private static Failed notFound(Exception e) {
    return Failed.retryable(
        "resource_not_found",
        "The connection factory or a destination is not in JNDI, or is something else (%s)."
            .formatted(JmsFailure.rootLine(e)));
  }
}
