package org.espalier.executor.docker;

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
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.TaskExecutor;
import org.espalier.settings.DockerSettings;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.InvalidSettingException;

/**
 * Runs a container and returns its exit code and output. Off unless an engine and images are
 * configured; the container is removed when the attempt ends, whichever way it does.
 *
 * <p>One instance for the life of the application. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class DockerExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(DockerExecutor.class, "docker_executor.json");

  @Inject EspalierSettings settings;
  @Inject Clock clock;

  private ExecutorType type = TYPE;
  private Optional<DockerEngine> engine = Optional.empty();

  /** An executor outside a container, ready to use. */
  static DockerExecutor standalone(DockerSettings settings, String node, Clock clock) {
    DockerExecutor executor = new DockerExecutor();
    executor.clock = clock;
    executor.connect(settings, node);
    return executor;
  }

  @PostConstruct
  void open() {
    connect(settings.executors().docker(), settings.node().name());
  }

  private void connect(DockerSettings docker, String node) {
    if (docker.host().isEmpty() || docker.images().isEmpty()) {
      String missing = docker.host().isEmpty() ? "No Docker engine is" : "No images are";
      type =
          TYPE.unavailable(
              "%s configured here (settings espalier.executors.docker.host and .images)."
                  .formatted(missing));
      return;
    }
    try {
      DockerEngine opened = new DockerEngine(docker, node);
      engine = Optional.of(opened);
      new Orphans(opened, clock).tidySoon();
    } catch (InvalidSettingException e) {
      type = TYPE.unavailable(e.getMessage());
    }
  }

  @PreDestroy
  void close() {
    engine.ifPresent(DockerEngine::close);
  }

  @Override
  public ExecutorType type() {
    return type;
  }

  @Override
  public InputRules inputRules() {
    return engine.<InputRules>map(DockerRules::new).orElse(InputRules.NONE);
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    if (engine.isEmpty()) {
      return Failed.permanent("unavailable", type.unavailable().orElse("No engine."));
    }
    try {
      ContainerRequest request = ContainerRequest.read(context, engine.get().settings());
      engine.get().check(request);
      return new ContainerRun(engine.get(), request, context).run(clock.instant());
    } catch (RefusedException e) {
      return e.failed();
    }
  }
}
