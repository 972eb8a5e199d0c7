package org.espalier.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.settings.DockerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class DockerPullTest {
  @TempDir private Path directory;
  private TestEngine engine;
  private TestRegistry registry;
  private DockerExecutor docker;
  private String image;

  @BeforeEach
  void start() throws IOException {
    engine = TestEngine.get();
    registry = TestRegistry.start(directory);
    docker = engine.executor();
    image = registry.image("team/tool:1");
    String config = directory.resolve("client").toString();
    engine.docker("tag", TestEngine.IMAGE, image);
    engine.docker("--config", config, "login", "-u", "puller", "-p", "pull-pw", registry.image(""));
    engine.docker("--config", config, "push", image);
    engine.docker("rmi", image);
  }

  @AfterEach
  void stop() throws IOException {
    docker.close();
    registry.close();
    assertThat(engine.containers()).isEmpty();
  }

  private ObjectNode inputs(String name, String password) {
    ObjectNode inputs = json("{'command':'echo pulled'}").put("image", name);
    inputs.putObject("registry_auth").put("username", "puller").put("password", password);
    return inputs;
  }

  private static Failed failed(ExecutionOutcome outcome) {
    assertThat(outcome).isInstanceOf(Failed.class);
    return (Failed) outcome;
  }

  @Test
  void pullsAnImageThatIsAbsent() throws Exception {
    ExecutionOutcome outcome = docker.execute(Contexts.of(inputs(image, "pull-pw")));
    assertThat(outcome).isInstanceOf(Succeeded.class);
    assertThat(((Succeeded) outcome).result().get("logs").textValue()).isEqualTo("pulled");
    engine.docker("rmi", image);
  }

  @Test
  void aTagThatIsNotThereAndAWrongPasswordAreFailuresForGood() throws Exception {
    Failed missing =
        failed(docker.execute(Contexts.of(inputs(registry.image("team/tool:2"), "pull-pw"))));
    assertThat(missing.kind()).isEqualTo("image_not_found");
    assertThat(missing.retryable()).isFalse();
    Failed refused = failed(docker.execute(Contexts.of(inputs(image, "wrong"))));
    assertThat(refused.kind()).isEqualTo("image_not_found");
    assertThat(refused.message()).doesNotContain("wrong");
  }

  @Test
  void aRegistryThatIsNotThereIsAFailureThatARetryMayHelp() throws Exception {
    Failed failed = failed(docker.execute(Contexts.of(inputs("127.0.0.1:1/team/tool:1", "x"))));
    assertThat(failed.kind()).isEqualTo("pull_failed");
    assertThat(failed.retryable()).isTrue();
  }

  @Test
  void pullsNothingWhereThatIsSwitchedOff() throws Exception {
    DockerSettings s = TestEngine.settings(engine.socket());
    DockerExecutor offline =
        DockerExecutor.standalone(
            new DockerSettings(
                s.host(),
                "",
                s.images(),
                false,
                s.mounts(),
                s.networks(),
                s.maxCpus(),
                s.maxMemoryBytes(),
                s.maxPids(),
                s.maxOutputBytes(),
                s.maxTimeout()),
            "n1",
            Clock.systemUTC());
    Failed failed = failed(offline.execute(Contexts.of(inputs(image, "pull-pw"))));
    offline.close();
    assertThat(failed.kind()).isEqualTo("image_not_found");
    assertThat(failed.message()).contains("espalier.executors.docker.pull");
  }
}
