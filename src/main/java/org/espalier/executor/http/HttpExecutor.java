package org.espalier.executor.http;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.settings.EspalierSettings;

/**
 * Makes one HTTP request and returns the response. 4xx and 5xx are failures unless the task says
 * otherwise; the request is aborted when the attempt is cancelled.
 *
 * <p>One instance with two connection pools (certificates checked, and not), for the life of the
 * application. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class HttpExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(HttpExecutor.class, "rest_executor.json");

  @Inject EgressGuard guard;
  @Inject EspalierSettings settings;

  private HttpClients clients;
  private int maxResponseBytes;

  /**
   * An executor outside a container, ready to use. Not an overload of {@link #open()}: Payara looks
   * a life cycle method up by its name alone.
   */
  static HttpExecutor standalone(EgressGuard guard, int maxResponseBytes) {
    HttpExecutor executor = new HttpExecutor();
    executor.guard = guard;
    executor.clients = new HttpClients(guard);
    executor.maxResponseBytes = maxResponseBytes;
    return executor;
  }

  @PostConstruct
  void open() {
    clients = new HttpClients(guard);
    maxResponseBytes = settings.executors().restMaxResponseBytes();
  }

  @PreDestroy
  void close() {
    clients.close();
  }

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      TargetUrl url = RestRequest.read(draft, maxResponseBytes).first().url();
      guard.refuseLiteral("inputs.url", url.hostName(), url.port());
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    try {
      RestRequest request = RestRequest.read(context, maxResponseBytes);
      return new Exchange(clients, request).run(context.cancellation());
    } catch (InvalidInputException e) {
      return e.failed();
    }
  }
}
