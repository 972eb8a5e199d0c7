package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.espalier.json.Json;

/**
 * The body of a request to create a container (Engine API 1.41, ContainerCreate). Whatever a task
 * says: not privileged, no capabilities, no new privileges, bounded in memory, processors and
 * processes.
 */
final class ContainerConfig {
  private static final String SCRATCH = "rw,nosuid,nodev,size=67108864";

  private ContainerConfig() {}

  static ObjectNode of(ContainerRequest request, MountPolicy mounts, ObjectNode labels)
      throws RefusedException {
    ObjectNode config =
        Json.object()
            .put("Image", request.image().toString())
            .put("Tty", false)
            .put("OpenStdin", false)
            .put("AttachStdout", true)
            .put("AttachStderr", true);
    if (!request.command().isEmpty()) {
      config.set("Cmd", array(request.command()));
    }
    config.set("Env", array(request.environment()));
    config.set("Labels", labels);
    request.workingDir().ifPresent(path -> config.put("WorkingDir", path));
    request.user().ifPresent(user -> config.put("User", user));
    config.set("HostConfig", hostConfig(request, mounts));
    return config;
  }

  private static ObjectNode hostConfig(ContainerRequest request, MountPolicy mounts)
      throws RefusedException {
    ObjectNode host =
        Json.object()
            .put("NanoCpus", request.limits().nanoCpus())
            .put("Memory", request.limits().memoryBytes())
            .put("MemorySwap", request.limits().memoryBytes())
            .put("PidsLimit", request.limits().pids())
            .put("NetworkMode", request.network())
            .put("ReadonlyRootfs", request.readOnly())
            .put("Privileged", false);
    host.set("CapDrop", array(List.of("ALL")));
    host.set("SecurityOpt", array(List.of("no-new-privileges")));
    host.set("Tmpfs", Json.object().put("/tmp", SCRATCH));
    host.set("LogConfig", Json.object().put("Type", request.remove() ? "none" : "json-file"));
    ArrayNode binds = Json.array();
    for (VolumeMount volume : request.volumes()) {
      binds.add(volume.toJson(mounts));
    }
    host.set("Mounts", binds);
    return host;
  }

  private static ArrayNode array(List<String> texts) {
    ArrayNode array = Json.array();
    texts.forEach(array::add);
    return array;
  }
}
