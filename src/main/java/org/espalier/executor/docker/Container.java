package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.espalier.executor.StopSwitch;

/**
 * One container, known by a name that was chosen before it was made, so that it can be removed even
 * if the answer to its making never came. Used by one thread.
 */
final class Container {
  private static final System.Logger LOG = System.getLogger(Container.class.getName());
  private static final int REMOVALS = 6;
  private static final Duration LONGEST_REMOVAL = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final DockerEngine engine;
  private final StopSwitch stop;
  private final String name;
  private Optional<String> id = Optional.empty();
  private boolean started;

  Container(DockerEngine engine, StopSwitch stop, String name) {
    this.engine = engine;
    this.stop = stop;
    this.name = name;
  }

  void create(ObjectNode config) throws IOException {
    JsonNode answer =
        engine
            .client()
            .call(DockerCall.post("/containers/create", "name", name).with(config), stop);
    id = Optional.of(answer.path("Id").asText());
  }

  /** What the container is going to put out, from its start on. */
  DockerStream attach() throws IOException {
    return engine
        .client()
        .open(DockerCall.post(path("/attach"), "stream", "1", "stdout", "1", "stderr", "1"), stop);
  }

  void start() throws IOException {
    started = true;
    engine.client().call(DockerCall.post(path("/start")), stop);
  }

  boolean isRunning() throws IOException {
    return state().path("Running").asBoolean();
  }

  /** Waits for the end and returns the container's {@code State}. */
  JsonNode awaitEnd() throws IOException {
    engine.client().call(DockerCall.post(path("/wait")), stop);
    return state();
  }

  private JsonNode state() throws IOException {
    return engine.client().call(DockerCall.get(path("/json")), stop).path("State");
  }

  /** The engine's id; empty before the container is made. */
  Optional<String> id() {
    return id;
  }

  private String path(String what) {
    return "/containers/" + name + what;
  }

  /**
   * Stops and removes the container whatever state it is in, also on a thread that was or is being
   * interrupted. What it cannot remove is logged, and removed by the node's next start.
   *
   * @param grace between asking a running container to end and ending it
   */
  void remove(Duration grace) {
    boolean interrupted = false;
    Exception last = new IOException("it was still there");
    try {
      for (int i = 0; i < REMOVALS; i++) {
        interrupted |= Thread.interrupted();
        try {
          if (isRemoved(i == 0 ? grace : Duration.ZERO)) {
            return;
          }
        } catch (IOException e) {
          last = e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      LOG.log(System.Logger.Level.WARNING, "container " + name + " cannot be removed", last);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A container whose making was cut off may yet appear, so its absence proves nothing. */
  private boolean isRemoved(Duration grace) throws IOException {
    StopSwitch limit = new StopSwitch();
    Future<?> deadline = engine.after(LONGEST_REMOVAL, () -> limit.fire(StopSwitch.Reason.TIMEOUT));
    try {
      if (started && !grace.isZero()) {
        askToEnd(grace, limit);
      }
      engine.client().call(DockerCall.delete(path(""), "force", "true", "v", "true"), limit);
      return true;
    } catch (DockerException e) {
      if (e.isNotFound() && id.isPresent()) {
        return true;
      }
      throw e;
    } finally {
      deadline.cancel(false);
    }
  }

  private void askToEnd(Duration grace, StopSwitch limit) throws IOException {
    long seconds = Math.max(1, grace.toSeconds());
    try {
      engine.client().call(DockerCall.post(path("/stop"), "t", Long.toString(seconds)), limit);
    } catch (DockerException e) {
      LOG.log(System.Logger.Level.DEBUG, "container {0} was not stopped: {1}", name, e);
    }
  }
}
