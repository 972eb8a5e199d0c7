package org.espalier.executor.ssh;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Optional;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.OptionalLibrary;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SshSettings;

/**
 * Runs one command on another machine over SSH, with files written before and read after it. The
 * command is ended on the far side when the attempt is cancelled or its time is over.
 *
 * <p>One instance with the connections it keeps, for the life of the application. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class SshExecutor implements TaskExecutor {
  private static final ExecutorType TYPE = describe();

  @Inject EgressGuard guard;
  @Inject EspalierSettings settings;

  private SshSettings ssh;
  private Optional<Connections> connections = Optional.empty();

  private static ExecutorType describe() {
    ExecutorType type = ExecutorType.fromResource(SshExecutor.class, "ssh_executor.json");
    return OptionalLibrary.missing("com.jcraft.jsch.JSch", "JSch (com.github.mwiede:jsch)")
        .map(type::unavailable)
        .orElse(type);
  }

  /** An executor outside a container, ready to use. */
  static SshExecutor standalone(EgressGuard guard, SshSettings settings) {
    SshExecutor executor = new SshExecutor();
    executor.guard = guard;
    executor.ssh = settings;
    return executor;
  }

  @PostConstruct
  void open() {
    ssh = settings.executors().ssh();
  }

  @PreDestroy
  synchronized void close() {
    connections.ifPresent(Connections::close);
  }

  /** The library is loaded here, with the first attempt. */
  synchronized Connections connections() {
    if (connections.isEmpty()) {
      connections = Optional.of(new Connections(new Connector(guard, ssh)));
    }
    return connections.get();
  }

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      try {
        SshTarget target = SshRequest.read(withoutFile(draft), ssh).target();
        guard.refuseLiteral("inputs.host", target.host(), target.port());
      } catch (SshException e) {
        throw new InvalidInputException(e.getMessage());
      }
    };
  }

  /** A file for keys that is allowed is read by the attempt. */
  private ExecutionContext withoutFile(ExecutionContext draft) {
    if (!ssh.keyDirectory().isEmpty() && draft.inputs().path("key_file").isTextual()) {
      draft.inputs().put("private_key", "of the file").remove("key_file");
    }
    return draft;
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    try {
      SshRequest request = SshRequest.read(context, ssh);
      return new SshRun(connections(), ssh, request, context).run();
    } catch (SshException e) {
      return e.failed();
    }
  }
}
