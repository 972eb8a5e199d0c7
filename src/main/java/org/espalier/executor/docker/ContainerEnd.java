package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;

/** What the end of a container means for its attempt. */
final class ContainerEnd {
  private ContainerEnd() {}

  /**
   * The outcome.
   *
   * @param state as the engine tells it, with {@code ExitCode} and {@code OOMKilled}
   * @param result completed here
   */
  static ExecutionOutcome of(
      JsonNode state, ContainerRequest request, ContainerOutput output, ObjectNode result) {
    int exitCode = state.path("ExitCode").asInt();
    result.put("success", exitCode == 0);
    if (exitCode != 0 && state.path("OOMKilled").asBoolean()) {
      return failed(
          "out_of_memory",
          "The container of %s used more than its %d bytes of memory and was ended; raise inputs.resources.memory."
              .formatted(request.image(), request.limits().memoryBytes()),
          false,
          result);
    }
    if (exitCode != 0 && request.failOnExitCode()) {
      return failed(
          "exit_" + exitCode, message(request, exitCode, output.lastWord()), true, result);
    }
    String container = "The container of " + request.image();
    return request.made().of(output.stdout(), output.stderr(), result, container);
  }

  private static String message(ContainerRequest request, int exitCode, String lastWord) {
    String how = "The container of %s ended with exit code %d".formatted(request.image(), exitCode);
    return lastWord.isEmpty() ? how + "." : how + ": " + lastWord;
  }

  private static Failed failed(String kind, String message, boolean retryable, ObjectNode details) {
    return new Failed(kind, message, retryable, Optional.empty(), details);
  }
}
