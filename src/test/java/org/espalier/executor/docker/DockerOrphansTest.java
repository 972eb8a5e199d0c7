package org.espalier.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.espalier.it.Await;
import org.espalier.it.ClassPath;
import org.espalier.it.Leftovers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DockerOrphansTest {
  private TestEngine engine;

  @BeforeEach
  void start() {
    engine = TestEngine.get();
  }

  @AfterEach
  void removeAll() throws IOException {
    for (String id : engine.containers()) {
      engine.docker("rm", "-f", id);
    }
  }

  private DockerExecutor started(String node, Clock clock) {
    return DockerExecutor.standalone(TestEngine.settings(engine.socket()), node, clock);
  }

  private Process crashingNode(String node) throws IOException {
    return Leftovers.of(
            new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                ClassPath.ofTheTests(),
                CrashingNode.class.getName(),
                engine.socket(),
                node))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void kill(Process node) throws InterruptedException {
    node.destroyForcibly();
    assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aNodesNextStartRemovesWhatItsCrashLeftBehind() throws Exception {
    Process node = crashingNode("crashing");
    engine.awaitRunning();
    kill(node);
    assertThat(engine.containers()).hasSize(1);
    DockerExecutor next = started("crashing", Clock.systemUTC());
    engine.awaitNone();
    next.close();
  }

  @Test
  void leavesTheContainersOfLivingAndOfOtherNodesAlone() throws Exception {
    Process living = crashingNode("twin");
    Process other = crashingNode("other");
    try {
      Await.until("two run", Duration.ofSeconds(60), () -> engine.containers().size() == 2);
      kill(other);
      List<String> before = engine.containers();
      engine.docker(
          "create",
          "--label",
          "org.espalier.node=twin",
          "--label",
          "org.espalier.pid=1",
          TestEngine.IMAGE,
          "true");
      DockerExecutor twin = started("twin", Clock.systemUTC());
      Await.until(
          "the dead one is gone", Duration.ofSeconds(20), () -> engine.containers().size() == 2);
      assertThat(engine.containers()).containsExactlyInAnyOrderElementsOf(before);
      twin.close();
    } finally {
      kill(living);
      kill(other);
    }
  }

  @Test
  void anyNodeRemovesWhatMustHaveEndedLongAgo() throws Exception {
    Process node = crashingNode("never-seen-again");
    engine.awaitRunning();
    kill(node);
    DockerExecutor other =
        started("other", Clock.offset(Clock.systemUTC(), Duration.ofSeconds(700)));
    engine.awaitNone();
    other.close();
  }

  @Test
  void leavesContainersThatWereToBeKeptAndThoseOfOthers() throws Exception {
    engine.docker(
        "create",
        "--label",
        "org.espalier.node=n1",
        "--label",
        "org.espalier.keep=true",
        TestEngine.IMAGE,
        "true");
    engine.docker("create", TestEngine.IMAGE, "true");
    engine.docker("create", "--label", "org.espalier.node=n1", TestEngine.IMAGE, "true");
    DockerExecutor node = started("n1", Clock.systemUTC());
    Await.until("one is removed", Duration.ofSeconds(20), () -> engine.containers().size() == 2);
    node.close();
  }
}
