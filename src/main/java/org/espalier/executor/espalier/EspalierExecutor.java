package org.espalier.executor.espalier;

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
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.PeerSettings;

/**
 * Runs a tree on another Espalier node and follows it by its events. Cancel and timeout cancel the
 * run there. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class EspalierExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(EspalierExecutor.class, "espalier_executor.json");

  @Inject EgressGuard guard;
  @Inject EspalierSettings settings;

  private Peers peers;

  /** An executor outside a container, ready to use. */
  static EspalierExecutor standalone(EgressGuard guard, PeerSettings settings) {
    EspalierExecutor executor = new EspalierExecutor();
    executor.guard = guard;
    executor.peers = new Peers(guard, settings);
    return executor;
  }

  @PostConstruct
  void open() {
    peers = new Peers(guard, settings.executors().espalier());
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
      RemoteRequest request = RemoteRequest.read(draft);
      TargetUrl url = TargetUrl.parse("inputs.base_url", request.target().base());
      guard.refuseLiteral("inputs.base_url", url.hostName(), url.port());
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    RemoteRequest request = RemoteRequest.read(context);
    return peers.run(new RemoteTree(request, peers.patience()), context);
  }
}
