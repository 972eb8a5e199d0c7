package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Future;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.StopSwitch;
import org.espalier.json.Json;

/** One attempt: the container from its making to its removal, and how it ended. Used once. */
final class ContainerRun {
  private final DockerEngine engine;
  private final ContainerRequest request;
  private final ExecutionContext context;
  private final StopSwitch stop = new StopSwitch();
  private final ContainerOutput output;
  private final Container container;
  private Step step = Step.IMAGE;

  ContainerRun(DockerEngine engine, ContainerRequest request, ExecutionContext context) {
    this.engine = engine;
    this.request = request;
    this.context = context;
    this.output = new ContainerOutput(context.progress(), engine.settings().maxOutputBytes());
    this.container = new Container(engine, stop, "espalier-" + UUID.randomUUID());
  }

  ExecutionOutcome run(Instant now) throws InterruptedException {
    CancellationToken.Registration registration =
        context.cancellation().onCancel(() -> stop.fire(StopSwitch.Reason.CANCELLED));
    Future<?> deadline =
        engine.after(request.timeout(), () -> stop.fire(StopSwitch.Reason.TIMEOUT));
    try {
      ObjectNode labels = engine.owner().labels(context, request, now);
      ObjectNode config = ContainerConfig.of(request, engine.mounts(), labels);
      new ImagePull(engine.client(), request, context.progress(), stop)
          .ensure(engine.settings().pull());
      return inContainer(config);
    } catch (RefusedException e) {
      return e.failed();
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while a container ran");
      }
      return new RunFailure(step, request, engine.host(), describe(Json.object()))
          .outcome(e, stop.reason());
    } finally {
      deadline.cancel(false);
      registration.close();
    }
  }

  private ExecutionOutcome inContainer(ObjectNode config) throws IOException {
    boolean ended = false;
    try {
      step = Step.CREATE;
      if (context.mayFollowAnother()) {
        new EarlierContainers(engine.client(), context, stop).remove();
      }
      container.create(config);
      JsonNode state = follow();
      ended = true;
      ObjectNode result = describe(Json.object().put("exit_code", state.path("ExitCode").asInt()));
      return ContainerEnd.of(state, request, output, result);
    } finally {
      if (!ended || request.remove()) {
        container.remove(ended ? Duration.ZERO : request.stopGrace());
      }
    }
  }

  /**
   * The engine ends the stream of a container that has ended, and marks its end in no other way: no
   * length, no last chunk. A stream that ends while the container runs was cut.
   */
  private JsonNode follow() throws IOException {
    step = Step.START; // Podman prepares the container when it is attached to
    try (DockerStream attached = container.attach()) {
      container.start();
      step = Step.RUN;
      context.progress().progress(0, "running " + request.image());
      output.readAll(attached.bytes());
    }
    if (container.isRunning()) {
      throw new EOFException("the stream ended before the container");
    }
    return container.awaitEnd();
  }

  private ObjectNode describe(ObjectNode result) {
    container.id().ifPresent(id -> result.put("container_id", id));
    result.put("image", context.inputs().path("image").asText());
    result.set("command", context.inputs().path("command"));
    output.describe(result, request.trim());
    return result;
  }
}
