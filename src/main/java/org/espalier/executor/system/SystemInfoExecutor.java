package org.espalier.executor.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.TaskExecutor;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;

/**
 * Tells about the processor, memory and disk of the machine this node runs on, asking the JVM and
 * the operating system, without a shell.
 *
 * <p>Stateless and thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class SystemInfoExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(SystemInfoExecutor.class, "system_info_executor.json");

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) {
    String resource = Inputs.of(context).text("resource").orElse("all");
    return new Succeeded(describe(resource));
  }

  private static ObjectNode describe(String resource) {
    return switch (resource) {
      case "cpu" -> Processor.describe();
      case "memory" -> Memory.describe();
      case "disk" -> Disk.describe();
      case "all" -> everything();
      default ->
          throw new InvalidInputException(
              "inputs.resource must be one of cpu, memory, disk, all, got '%s'."
                  .formatted(Excerpt.of(resource, 40)));
    };
  }

  private static ObjectNode everything() {
    ObjectNode all = Json.object();
    all.set("cpu", Processor.describe());
    all.set("memory", Memory.describe());
    all.set("disk", Disk.describe());
    all.set("runtime", JavaRuntime.describe());
    return all;
  }
}
