package org.espalier.executor.ejb;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.OptionalLibrary;
import org.espalier.executor.TaskExecutor;
import org.espalier.settings.EjbSettings;
import org.espalier.settings.EspalierSettings;

/**
 * Calls one method of an enterprise bean of an application on this server, by its JNDI name, and
 * returns what it returns. The call goes through the bean's container, so the bean's transaction
 * attributes, security and interceptors apply.
 *
 * <p>One instance for the life of the application, without state. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class EjbExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(EjbExecutor.class, "ejb_executor.json");
  private static final String OFF =
      "It may call no bean: list their JNDI names in the setting espalier.executors.ejb.allow.";

  @Inject EspalierSettings settings;

  private EjbSettings limits;
  private BeanGate gate;

  /** For the container only. */
  public EjbExecutor() {}

  /** An executor outside a container, ready to use. */
  static EjbExecutor standalone(BeanDirectory directory, EjbSettings limits) {
    EjbExecutor executor = new EjbExecutor();
    executor.gate = new BeanGate(directory);
    executor.limits = limits;
    return executor;
  }

  @PostConstruct
  void open() {
    gate = new BeanGate(InitialContext::doLookup);
    limits = settings.executors().ejb();
  }

  @Override
  public ExecutorType type() {
    return OptionalLibrary.missing(
            "com.fasterxml.jackson.datatype.jsr310.JavaTimeModule",
            "jackson-datatype-jsr310 (com.fasterxml.jackson.datatype)")
        .or(() -> limits.allow().isEmpty() ? Optional.of(OFF) : Optional.empty())
        .map(TYPE::unavailable)
        .orElse(TYPE);
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      String jndi = BeanRequest.read(draft).jndi();
      if (!limits.allow().allows(jndi)) {
        throw new InvalidInputException("inputs.jndi: " + notAllowed(jndi).message());
      }
      gate.checkName(jndi);
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    if (context.cancellation().isCancelled()) {
      return new Cancelled("The bean was not called.");
    }
    try {
      BeanRequest request = BeanRequest.read(context);
      if (!limits.allow().allows(request.jndi())) {
        return notAllowed(request.jndi());
      }
      Object bean = gate.find(request.jndi());
      return new BeanCall(request, bean, limits.maxResultBytes()).run(context);
    } catch (NamingException e) {
      return notFound(context, e);
    }
  }

  private static Failed notAllowed(String jndi) {
    return Failed.permanent(
        "not_allowed",
        "The bean '%s' may not be called: it is not in espalier.executors.ejb.allow."
            .formatted(jndi));
  }

  /** An application that is being deployed anew comes back, so a retry can help. */
  private static Failed notFound(ExecutionContext context, NamingException e) {
    return Failed.retryable(
        "bean_not_found",
        "No bean is found under '%s' (%s); check the name, and that the application is deployed."
            .formatted(context.inputs().path("jndi").asText(), Causes.describe(Causes.root(e))));
  }
}
