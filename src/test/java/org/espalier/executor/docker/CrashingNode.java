package org.espalier.executor.docker;

import java.time.Clock;
import org.espalier.executor.Contexts;

/** A node of its own process that runs a container until it is killed: socket, node's name. */
final class CrashingNode {
  private CrashingNode() {}

  public static void main(String[] args) throws InterruptedException {
    DockerExecutor executor =
        DockerExecutor.standalone(TestEngine.settings(args[0]), args[1], Clock.systemUTC());
    executor.execute(
        Contexts.of("{'image':'busybox:local','command':['sleep','500'],'timeout':500}"));
  }
}
