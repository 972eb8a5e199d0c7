package org.espalier.executor.docker;

import org.espalier.executor.ExecutionContext;
import org.espalier.executor.InputRules;
import org.espalier.executor.InvalidInputException;

/**
 * What is told of a container before it is run: whether its image, network and mounts can be
 * allowed. The image comes last, since without one nothing more can be read.
 */
record DockerRules(DockerEngine engine) implements InputRules {
  @Override
  public void check(ExecutionContext draft) {
    ContainerRequest request = ContainerRequest.read(draft, engine.settings());
    if (!request.volumes().isEmpty() && engine.mounts().roots().isEmpty()) {
      throw new InvalidInputException(
          "inputs.volumes: nothing may be mounted here; an administrator can allow it with espalier.executors.docker.mounts.");
    }
    require("inputs.network", () -> engine.checkNetwork(request));
    require("inputs.image", () -> engine.checkImage(request));
  }

  private static void require(String field, Policy policy) {
    try {
      policy.check();
    } catch (RefusedException e) {
      throw new InvalidInputException("%s: %s".formatted(field, e.getMessage()));
    }
  }

  @FunctionalInterface
  private interface Policy {
    void check() throws RefusedException;
  }
}
