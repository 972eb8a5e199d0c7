package org.espalier.executor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.junit.jupiter.api.Test;

class SystemInfoExecutorTest implements TaskExecutorContract {
  private final SystemInfoExecutor info = new SystemInfoExecutor();

  @Override
  public TaskExecutor executor() {
    return info;
  }

  @Override
  public ObjectNode goodInputs() {
    return json("{'resource':'all','task-1':{'n':1}}");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(json("{'resource':'network'}"));
  }

  private ObjectNode ask(String resource) {
    return ((Succeeded) info.execute(Contexts.of("{'resource':'" + resource + "'}"))).result();
  }

  @Test
  void tellsRealValues() throws Exception {
    assertThat(ask("cpu").path("cores").intValue())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(ask("memory").path("total_bytes").longValue()).isGreaterThan(64L << 20);
    assertThat(ask("memory").path("total").textValue()).endsWith("iB");
    assertThat(ask("disk").path("total_bytes").longValue())
        .isEqualTo(Files.getFileStore(Path.of("").toAbsolutePath()).getTotalSpace());
    assertThat(ask("disk").path("used_percent").textValue()).matches("[0-9]{1,3}%");
  }

  @Test
  void tellsEverythingByDefault() {
    ObjectNode all = ((Succeeded) info.execute(Contexts.of("{}"))).result();
    assertThat(all.fieldNames()).toIterable().containsExactly("cpu", "memory", "disk", "runtime");
  }

  @Test
  void namesTheResourcesThereAre() {
    Failed failed =
        (Failed)
            TaskExecutorContract.outcome(() -> info.execute(Contexts.of("{'resource':'network'}")));
    assertThat(failed.message())
        .isEqualTo("inputs.resource must be one of cpu, memory, disk, all, got 'network'.");
  }
}
