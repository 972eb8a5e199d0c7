package org.espalier.executor.jms;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.TaskExecutor;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.JmsSettings;

/**
 * Sends one message, and waits for its answer if the task asks for one. Connections come from the
 * server's connection factory, which pools them.
 *
 * <p>One instance for the life of the application, without state. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class JmsExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(JmsExecutor.class, "jms_executor.json");
  private static final String OFF =
      "It may use no connection factory and no destination: list their JNDI names in the setting"
          + " espalier.executors.jms.allow.";

  @Inject EspalierSettings settings;

  private JmsSettings limits;
  private JmsDirectory directory;

  /** For the container only. */
  @SuppressWarnings("NullAway.Init")
  public JmsExecutor() {}

  /** An executor outside a container, ready to use. */
  static JmsExecutor standalone(JmsDirectory directory, JmsSettings limits) {
    JmsExecutor executor = new JmsExecutor();
    executor.directory = directory;
    executor.limits = limits;
    return executor;
  }

  @PostConstruct
  void open() {
    directory = InitialContext::doLookup;
    limits = settings.executors().jms();
  }

  @Override
  public ExecutorType type() {
    return limits.allow().isEmpty() ? TYPE.unavailable(OFF) : TYPE;
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    if (context.cancellation().isCancelled()) {
      return new Cancelled("The message was not sent.");
    }
    try {
      MessageRequest request = MessageRequest.read(context, limits.maxMessageBytes());
      Optional<String> forbidden =
          request.names().stream().filter(name -> !limits.allow().allows(name)).findFirst();
      return forbidden.isPresent() ? notAllowed(forbidden.get()) : exchange(request, context);
    } catch (InvalidInputException e) {
      return e.failed();
    } catch (NamingException | ClassCastException e) {
      return notFound(e);
    } catch (JMSRuntimeException e) {
      return JmsFailure.of(e, context);
    } catch (JMSException e) {
      return JmsFailure.of(e, context);
    }
  }

  private ExecutionOutcome exchange(MessageRequest request, ExecutionContext context)
      throws NamingException, JMSException {
    Object factory = directory.lookup(request.connectionFactory());
    return new Exchange((ConnectionFactory) factory, directory, request, context)
        .run(limits.maxMessageBytes());
  }

  private static Failed notAllowed(String name) {
    return Failed.permanent(
        "not_allowed",
        "The name '%s' may not be used: it is not in espalier.executors.jms.allow."
            .formatted(name));
  }

  private static Failed notFound(Exception e) {
    return Failed.retryable(
        "resource_not_found",
        "The connection factory or a destination is not in JNDI, or is something else (%s)."
            .formatted(JmsFailure.rootLine(e)));
  }
}
