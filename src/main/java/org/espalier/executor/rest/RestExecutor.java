package org.espalier.executor.rest;

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
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.HttpCalls;
import org.espalier.executor.http.HttpReply;
import org.espalier.executor.http.TargetUrl;
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
public class RestExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(RestExecutor.class, "rest_executor.json");

  @Inject EgressGuard guard;
  @Inject EspalierSettings settings;

  private HttpCalls calls;
  private int maxResponseBytes;

  /**
   * An executor outside a container, ready to use. Not an overload of {@link #open()}: Payara looks
   * a life cycle method up by its name alone.
   */
  static RestExecutor standalone(EgressGuard guard, int maxResponseBytes) {
    RestExecutor executor = new RestExecutor();
    executor.guard = guard;
    executor.calls = new HttpCalls(guard);
    executor.maxResponseBytes = maxResponseBytes;
    return executor;
  }

  @PostConstruct
  void open() {
    calls = new HttpCalls(guard);
    maxResponseBytes = settings.executors().restMaxResponseBytes();
  }

  @PreDestroy
  void close() {
    calls.close();
  }

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      TargetUrl url = RestRequest.read(draft, maxResponseBytes).call().first().url();
      guard.refuseLiteral("inputs.url", url.hostName(), url.port());
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    RestRequest request = RestRequest.read(context, maxResponseBytes);
    HttpReply reply = calls.make(request.call(), context.cancellation());
    return reply instanceof HttpReply.NoAnswer none
        ? none.outcome()
        : ResponseOutcome.of((HttpReply.Answer) reply, request.failOnStatus());
  }
}
