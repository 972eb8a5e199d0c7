package org.espalier.executor.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.OutputCapture;
import org.espalier.json.Json;

/** Turns how a program ended and what it put out into the outcome of the attempt. */
record CommandOutcome(CommandRequest request, OutputCapture stdout, OutputCapture stderr) {
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;
  private static final int SIGNALS = 128;

  private static final Map<Integer, String> SIGNAL_NAMES =
      Map.of(1, "HUP", 2, "INT", 6, "ABRT", 9, "KILL", 11, "SEGV", 13, "PIPE", 15, "TERM");

  ExecutionOutcome ended(int code) {
    boolean success = request.successCodes().contains(code);
    ObjectNode result = output().put("return_code", code).put("success", success);
    if (success || !request.failOnExitCode()) {
      return request.made().of(stdout, stderr, result, "Program " + program());
    }
    boolean retryable = code != NOT_EXECUTABLE && code != NOT_FOUND;
    return new Failed("exit_" + code, message(code), retryable, Optional.empty(), result);
  }

  Failed timedOut() {
    String message =
        "Program %s did not end within %s seconds and was killed with all it had started; raise inputs.timeout if it needs longer."
            .formatted(program(), request.timeout().toMillis() / 1_000.0);
    return new Failed("timeout", message, true, Optional.empty(), output().put("success", false));
  }

  private ObjectNode output() {
    ObjectNode result = Json.object();
    stdout.describe(result, request.trim());
    stderr.describe(result, request.trim());
    return result;
  }

  private String message(int code) {
    String signal = SIGNAL_NAMES.get(code - SIGNALS);
    String how =
        signal == null
            ? "ended with exit code " + code
            : "ended with exit code %d (signal SIG%s)".formatted(code, signal);
    String said = stderr.lastLine();
    return said.isEmpty()
        ? "Program %s %s.".formatted(program(), how)
        : "Program %s %s: %s".formatted(program(), how, said);
  }

  private String program() {
    return request.shell() ? "of a shell" : request.words().get(0);
  }
}
