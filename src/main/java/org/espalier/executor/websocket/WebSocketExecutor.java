package org.espalier.executor.websocket;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.TargetUrl;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.WebSocketSettings;

/**
 * Connects to a WebSocket server, sends messages and collects answers. The connection is closed
 * when the attempt is cancelled.
 *
 * <p>An attempt uses its own thread and one connection. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class WebSocketExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(WebSocketExecutor.class, "websocket_executor.json");

  @Inject EgressGuard guard;
  @Inject EspalierSettings settings;

  private WebSocketSettings limits;
  private Deadlines deadlines;

  /** An executor outside a container, ready to use. */
  static WebSocketExecutor standalone(EgressGuard guard, WebSocketSettings limits) {
    WebSocketExecutor executor = new WebSocketExecutor();
    executor.guard = guard;
    executor.begin(limits);
    return executor;
  }

  @PostConstruct
  void open() {
    begin(settings.executors().webSocket());
  }

  private void begin(WebSocketSettings given) {
    limits = given;
    deadlines = new Deadlines("espalier-websocket-deadlines");
  }

  @PreDestroy
  void close() {
    deadlines.close();
  }

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      TargetUrl url = WebSocketRequest.read(draft, limits).url();
      guard.refuseLiteral("inputs.url", url.hostName(), url.port());
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    WebSocketRequest request = WebSocketRequest.read(context, limits);
    return new Attempt(guard, deadlines, request).run(context);
  }
}
