package org.espalier.executor.command;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Map;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.process.SearchPath;
import org.espalier.settings.CommandSettings;
import org.espalier.settings.EspalierSettings;

/**
 * Runs one local program and returns what it put out. Off unless an administrator switches it on
 * and says which programs are allowed. A program is ended with everything it started when the
 * attempt is cancelled, when its time is over, and when it has ended itself.
 *
 * <p>One instance for the life of the application, without state. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class CommandExecutor implements TaskExecutor {
  @Inject EspalierSettings settings;

  private CommandGate gate;

  /** An executor outside a container, ready to use. */
  static CommandExecutor standalone(CommandSettings settings) {
    CommandExecutor executor = new CommandExecutor();
    executor.gate = new CommandGate(settings, SearchPath.ofThisServer());
    return executor;
  }

  @PostConstruct
  void open() {
    gate = new CommandGate(settings.executors().command(), SearchPath.ofThisServer());
  }

  @Override
  public ExecutorType type() {
    return gate.type();
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      CommandRequest request = CommandRequest.read(draft, gate.settings());
      gate.environment(request);
      gate.refuseNeverAllowed(request);
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    try {
      CommandRequest request = CommandRequest.read(context, gate.settings());
      Map<String, String> environment = gate.environment(request);
      Path directory = gate.directory(request);
      Path program = gate.program(request, directory);
      return new CommandRun(request, context, gate.settings().killGrace())
          .run(gate.setsid(), program, directory, environment);
    } catch (CommandRefusedException e) {
      return e.failed();
    }
  }
}
