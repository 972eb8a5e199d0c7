package org.espalier.executor.jms;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import javax.naming.InitialContext;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.OptionalLibrary;
import org.espalier.executor.TaskExecutor;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.JmsSettings;

/**
 * Sends one message, and waits for its answer if the task asks for one. Connections come from the
 * server's connection factory, which pools them.
 *
 * <p>Names no type of Jakarta Messaging: WildFly's default configuration is without it, and looks
 * at the bean class all the same.
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

  private static final String NO_MESSAGING =
      "This server has no Jakarta Messaging; on WildFly it comes with standalone-full.xml.";

  @Inject EspalierSettings settings;

  private JmsSettings limits;
  private JmsDirectory directory;

  /** For the container only. */
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
    if (limits.allow().isEmpty()) {
      return TYPE.unavailable(OFF);
    }
    return OptionalLibrary.missing(
            "jakarta.jms.JMSContext", "Jakarta Messaging, which the server brings")
        .map(reason -> TYPE.unavailable(NO_MESSAGING))
        .orElse(TYPE);
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      MessageRequest.read(draft, limits.maxMessageBytes());
      for (String field : List.of("connection_factory", "reply_to", "destination")) {
        String name = draft.inputs().path(field).asText("");
        if (!name.isEmpty() && !limits.allow().allows(name)) {
          throw new InvalidInputException(
              "inputs.%s: %s".formatted(field, notAllowed(name).message()));
        }
      }
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    if (context.cancellation().isCancelled()) {
      return new Cancelled("The message was not sent.");
    }
    MessageRequest request = MessageRequest.read(context, limits.maxMessageBytes());
    Optional<String> forbidden =
        request.names().stream().filter(name -> !limits.allow().allows(name)).findFirst();
    return forbidden.isPresent()
        ? notAllowed(forbidden.get())
        : JmsSending.send(directory, request, context, limits.maxMessageBytes());
  }

  private static Failed notAllowed(String name) {
    return Failed.permanent(
        "not_allowed",
        "The name '%s' may not be used: it is not in espalier.executors.jms.allow."
            .formatted(name));
  }
}
