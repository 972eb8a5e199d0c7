package org.espalier.executor.mail;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.Inputs;
import org.espalier.executor.OptionalLibrary;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.HttpCalls;
import org.espalier.settings.EmailSettings;
import org.espalier.settings.EspalierSettings;

/**
 * Sends an e-mail, by a mail server or by an HTTP mail API.
 *
 * <p>One instance for the life of the application; a connection of its own for each message to a
 * mail server. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class EmailExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(EmailExecutor.class, "send_email_executor.json");
  private static final Optional<String> MISSING =
      OptionalLibrary.missing("jakarta.mail.Session", "Jakarta Mail");

  @Inject EgressGuard guard;
  @Inject EspalierSettings allSettings;

  private EmailSettings settings;
  private HttpCalls http;
  private Deadlines deadlines;
  private EgressGuard allowed;

  /** An executor outside a container, ready to use. */
  static EmailExecutor standalone(EgressGuard guard, EmailSettings settings) {
    EmailExecutor executor = new EmailExecutor();
    executor.begin(guard, settings);
    return executor;
  }

  @PostConstruct
  void open() {
    begin(guard, allSettings.executors().email());
  }

  private void begin(EgressGuard egress, EmailSettings given) {
    allowed = egress;
    settings = given;
    http = new HttpCalls(egress);
    deadlines = new Deadlines("espalier-mail-deadlines");
  }

  @PreDestroy
  void close() {
    deadlines.close();
    http.close();
  }

  @Override
  public ExecutorType type() {
    return MISSING.map(TYPE::unavailable).orElse(TYPE);
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      Inputs inputs = Inputs.of(draft);
      Email.read(inputs, settings);
      boolean isNamed = inputs.value("smtp_host").isPresent();
      if (Delivery.read(inputs, settings) instanceof Delivery.Smtp smtp && isNamed) {
        allowed.refuseLiteral("inputs.smtp_host", smtp.host(), smtp.port());
      }
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    Inputs inputs = Inputs.of(context);
    Email email = Email.read(inputs, settings);
    Delivery delivery = Delivery.read(inputs, settings);
    if (context.cancellation().isCancelled()) {
      return new Cancelled("The message was not sent, because the attempt is to stop.");
    }
    if (delivery instanceof Delivery.Smtp smtp) {
      return new SmtpSender(allowed, deadlines, Clock.systemUTC()).send(email, smtp, context);
    }
    return new ApiSender(http).send(email, (Delivery.Api) delivery, context);
  }
}
