package org.espalier.executor.apflow;

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
import org.espalier.executor.http.TargetUrl;
import org.espalier.executor.peer.Peers;
import org.espalier.executor.peer.RemoteWork;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.PeerSettings;

/**
 * Calls a method of another node that speaks the JSON-RPC protocol. What it has that node run, it
 * follows by its stream; cancel and timeout cancel it there. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class ApflowApiExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(ApflowApiExecutor.class, "apflow_api_executor.json");

  @Inject EgressGuard guard;
  @Inject EspalierSettings settings;

  private Peers peers;

  /** An executor outside a container, ready to use. */
  static ApflowApiExecutor standalone(EgressGuard guard, PeerSettings settings) {
    ApflowApiExecutor executor = new ApflowApiExecutor();
    executor.guard = guard;
    executor.peers = new Peers(guard, settings);
    return executor;
  }

  @PostConstruct
  void open() {
    peers = new Peers(guard, settings.executors().apflow());
  }

  @PreDestroy
  void close() {
    peers.close();
  }

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      ApiRequest request = ApiRequest.read(draft);
      TargetUrl url = TargetUrl.parse("inputs.base_url", request.target().base());
      guard.refuseLiteral("inputs.base_url", url.hostName(), url.port());
      if (request.isExecution()) {
        ExecutionOrder.read(request);
      }
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    return peers.run(work(ApiRequest.read(context)), context);
  }

  private RemoteWork work(ApiRequest request) {
    return request.isExecution()
        ? new RemoteExecution(request, ExecutionOrder.read(request), peers.patience())
        : new SingleCall(request);
  }
}
