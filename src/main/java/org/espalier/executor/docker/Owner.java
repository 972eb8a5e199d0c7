package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.espalier.executor.ExecutionContext;
import org.espalier.json.Json;

/**
 * Who made a container, as its labels say: {@code org.espalier.node}, {@code .pid}, {@code
 * .process-start} and {@code .until} (both seconds since 1970), {@code .run}, {@code .task}, {@code
 * .attempt}, {@code .keep}.
 *
 * @param node the node's name
 * @param pid of its process
 * @param processStart when that process began; a process id alone may have been used again
 */
record Owner(String node, long pid, long processStart) {
  static final String NODE = "org.espalier.node";
  private static final String PREFIX = "org.espalier.";
  private static final Duration AFTER_ITS_TIME = Duration.ofMinutes(10);

  /** This process. */
  static Owner ofThisProcess(String node) {
    ProcessHandle self = ProcessHandle.current();
    return new Owner(node, self.pid(), startOf(self));
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
  }

  /** The labels of the container of an attempt. */
  ObjectNode labels(ExecutionContext context, ContainerRequest request, Instant now) {
    Duration longest =
        context.timeout().compareTo(request.timeout()) < 0 ? context.timeout() : request.timeout();
    return Json.object()
        .put(NODE, node)
        .put(PREFIX + "pid", Long.toString(pid))
        .put(PREFIX + "process-start", Long.toString(processStart))
        .put(
            PREFIX + "until",
            Long.toString(now.plus(longest).plus(AFTER_ITS_TIME).getEpochSecond()))
        .put(PREFIX + "run", context.runId().toString())
        .put(PREFIX + "task", context.taskId().toString())
        .put(PREFIX + "attempt", Integer.toString(context.attempt()))
        .put(PREFIX + "keep", Boolean.toString(!request.remove()));
  }

  /** The labels, {@code name=value}, of all containers of a task in its run. */
  static List<String> labelsOfTask(ExecutionContext context) {
    return List.of(PREFIX + "run=" + context.runId(), PREFIX + "task=" + context.taskId());
  }

  /**
   * Whether a container has ended and its task wanted it to stay.
   *
   * @param container an entry of the engine's list
   */
  static boolean isKept(JsonNode container) {
    boolean ended = !container.path("State").asText().equals("running");
    return ended && container.path("Labels").path(PREFIX + "keep").asText().equals("true");
  }

  /**
   * Whether nobody looks after a container any more: the process that made it is gone, as far as
   * this node can tell, or its attempt must have ended long ago.
   *
   * @param container an entry of the engine's list
   */
  boolean isOrphan(JsonNode container, Instant now) {
    JsonNode labels = container.path("Labels");
    if (isKept(container)) {
      return false;
    }
    long until = labels.path(PREFIX + "until").asLong(Long.MAX_VALUE);
    boolean ours = labels.path(NODE).asText().equals(node);
    return now.getEpochSecond() > until || (ours && !isAlive(labels));
  }

  /** The start is compared roughly: it is computed from a clock that may be set. */
  private static boolean isAlive(JsonNode labels) {
    long start = labels.path(PREFIX + "process-start").asLong();
    return ProcessHandle.of(labels.path(PREFIX + "pid").asLong())
        .filter(ProcessHandle::isAlive)
        .filter(process -> Math.abs(startOf(process) - start) <= 2)
        .isPresent();
  }
}
