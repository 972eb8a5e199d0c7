package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.StopSwitch;
import org.espalier.json.Json;

/**
 * The containers of earlier attempts of a task in the same run, on whatever node: its server was
 * killed, and the container went on. They are removed before the next one is made, so that two
 * attempts never overlap. One that has ended and was to be kept stays.
 */
record EarlierContainers(DockerClient client, ExecutionContext context, StopSwitch stop) {
  private static final System.Logger LOG = System.getLogger(EarlierContainers.class.getName());
  private static final int LOOKS = 100;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int IN_PROGRESS = 409;

  /**
   * Returns when none is left.
   *
   * @throws IOException when the engine cannot be reached or does not remove one
   */
  void remove() throws IOException {
    for (int look = 0; look < LOOKS; look++) {
      List<String> left = find();
      if (left.isEmpty()) {
        return;
      }
      for (String id : left) {
        remove(id);
      }
      pause();
    }
    throw new IOException("a container of an earlier attempt cannot be removed");
  }

  private void pause() throws InterruptedIOException {
    try {
      stop.pause(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private List<String> find() throws IOException {
    ArrayNode labels = Json.array();
    Owner.labelsOfTask(context).forEach(labels::add);
    String filters = Json.write(Json.object().set("label", labels));
    List<String> found = new ArrayList<>();
    for (JsonNode container :
        client.call(DockerCall.get("/containers/json", "all", "true", "filters", filters), stop)) {
      if (!Owner.isKept(container)) {
        found.add(container.path("Id").asText());
      }
    }
    return found;
  }

  private void remove(String id) throws IOException {
    try {
      client.call(DockerCall.delete("/containers/" + id, "force", "true", "v", "true"), stop);
      LOG.log(
          System.Logger.Level.INFO,
          "removed container {0} of an earlier attempt of task {1}",
          id,
          context.taskId().toString());
    } catch (DockerException e) {
      if (!e.isNotFound() && e.status() != IN_PROGRESS) {
        throw e;
      }
    }
  }
}
