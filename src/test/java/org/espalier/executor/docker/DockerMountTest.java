package org.espalier.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class DockerMountTest {
  @TempDir private Path root;
  private Path in;
  private Path out;
  private DockerExecutor docker;

  @BeforeEach
  void start() throws IOException {
    in = Files.createDirectories(root.resolve("in/deep")).getParent();
    out = Files.createDirectories(root.resolve("out/inside")).getParent();
    Files.writeString(in.resolve("deep/file"), "content");
    docker = TestEngine.get().executor(in.toString(), out + ":rw", root.resolve("gone").toString());
  }

  @AfterEach
  void stop() {
    docker.close();
  }

  private ExecutionOutcome run(Path source, String target, String command) throws Exception {
    ObjectNode inputs = json("{'image':'busybox:local','timeout':6,'stop_grace':5}");
    inputs.putObject("volumes").put(source.toString(), target);
    inputs.putArray("command").add("sh").add("-c").add(command);
    return docker.execute(Contexts.of(inputs));
  }

  private void assertDenied(Path source, String target, String why) throws Exception {
    ExecutionOutcome outcome = run(source, target, "true");
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(((Failed) outcome).kind()).isEqualTo("mount_denied");
    assertThat(((Failed) outcome).message()).startsWith(source.toString()).contains(why);
  }

  @Test
  void mountsBelowARootToRead() throws Exception {
    ExecutionOutcome outcome =
        run(in.resolve("deep"), "/data", "cat /data/file; touch /data/x 2>&1; true");
    assertThat(((Succeeded) outcome).result().get("stdout").textValue())
        .isEqualTo("contenttouch: /data/x: Read-only file system");
  }

  @Test
  void mountsAWritableRootToWriteOnlyWhereTheTaskAsksForIt() throws Exception {
    assertThat(run(out, "/data:rw", "echo written > /data/x")).isInstanceOf(Succeeded.class);
    assertThat(out.resolve("x")).hasContent("written\n");
    assertThat(run(out, "/data", "echo written > /data/y")).isInstanceOf(Failed.class);
    assertThat(out.resolve("y")).doesNotExist();
  }

  @Test
  void refusesWhatIsNotBelowARoot() throws Exception {
    assertDenied(root, "/data", "may not be mounted here");
    assertDenied(Path.of("/etc"), "/data", "may not be mounted here");
    assertDenied(in.resolve("deep/../../../"), "/data", "may not be mounted here");
    assertDenied(Path.of(in + "side"), "/data", "is not there");
  }

  @Test
  void refusesALinkThatLeadsOut() throws Exception {
    Path link = Files.createSymbolicLink(in.resolve("link"), Path.of("/etc"));
    assertDenied(link, "/data", "may not be mounted here");
    assertDenied(link.resolve("hostname"), "/data", "may not be mounted here");
  }

  @Test
  void refusesToWriteToWhatIsForReading() throws Exception {
    assertDenied(in, "/data:rw", "read-only");
  }

  /** A container with the whole could replace the part by a link before it is mounted. */
  @Test
  void refusesAPartOfAWritableRoot() throws Exception {
    assertDenied(out.resolve("inside"), "/data", "only the whole may be mounted");
  }

  @Test
  void refusesTheEnginesOwnSocketEvenBelowARoot() throws Exception {
    Path socket = Path.of(TestEngine.get().socket().substring("unix://".length()));
    DockerExecutor careless = TestEngine.get().executor(socket.getParent() + ":rw");
    ObjectNode inputs = json("{'image':'busybox:local','command':'true'}");
    inputs.putObject("volumes").put(socket.getParent().toString(), "/data");
    ExecutionOutcome outcome = careless.execute(Contexts.of(inputs));
    careless.close();
    assertThat(((Failed) outcome).kind()).isEqualTo("mount_denied");
  }

  @Test
  void refusesEveryMountOnAnotherMachinesEngine() throws Exception {
    DockerExecutor remote =
        DockerExecutor.standalone(
            TestEngine.settings("tcp://192.0.2.1:2375", in.toString()),
            "n1",
            java.time.Clock.systemUTC());
    ObjectNode inputs = json("{'image':'busybox:local','command':'true'}");
    inputs.putObject("volumes").put(in.toString(), "/data");
    ExecutionOutcome outcome = remote.execute(Contexts.of(inputs));
    remote.close();
    assertThat(((Failed) outcome).kind()).isEqualTo("mount_denied");
  }

  @Test
  void asksARunningContainerToEndBeforeItEndsIt() throws Exception {
    ExecutionOutcome outcome =
        run(
            out,
            "/data:rw",
            "trap 'echo bye > /data/bye; exit 0' TERM; while true; do sleep 0.1; done");
    assertThat(((Failed) outcome).kind()).isEqualTo("timeout");
    assertThat(out.resolve("bye")).hasContent("bye\n");
  }
}
