package org.espalier.executor.ssh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.OutputCapture;
import org.espalier.json.Json;

/** Turns how a command ended and what it put out into the outcome of the attempt. */
record SshOutcome(SshRequest request, OutputCapture stdout, OutputCapture stderr) {
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  boolean isSuccess(RemoteCommand.End end) {
    return end.signal().isEmpty() && request.successCodes().contains(end.code());
  }

  ExecutionOutcome ended(RemoteCommand.End end, ObjectNode files) {
    ObjectNode result = output().put("return_code", end.code()).put("success", isSuccess(end));
    end.signal().ifPresent(signal -> result.put("signal", signal));
    if (!files.isEmpty()) {
      result.set("files", files);
    }
    if (isSuccess(end) || !request.failOnExitCode()) {
      return request.made().of(stdout, stderr, result, "The command on " + request.target());
    }
    boolean retryable = end.code() != NOT_EXECUTABLE && end.code() != NOT_FOUND;
    String kind = end.signal().map(s -> "signal_" + s).orElse("exit_" + end.code());
    return new Failed(kind, message(end), retryable, Optional.empty(), result);
  }

  Succeeded transferred(ObjectNode files) {
    ObjectNode result =
        Json.object()
            .put("success", true)
            .put("host", request.target().host())
            .put("username", request.target().username());
    result.set("files", files);
    return new Succeeded(result);
  }

  /**
   * Its time is over.
   *
   * @param fate of the command, half a sentence
   */
  Failed timedOut(String fate) {
    String message =
        "The work on %s did not end within %s seconds; %s. Raise inputs.timeout if it needs longer."
            .formatted(request.target(), request.timeout().toMillis() / 1_000.0, fate);
    return new Failed("timeout", message, true, Optional.empty(), output().put("success", false));
  }

  Failed lost(String fate) {
    String message =
        "The connection to %s was lost before the command had told how it ended; %s."
            .formatted(request.target(), fate);
    return new Failed("network", message, true, Optional.empty(), output().put("success", false));
  }

  private ObjectNode output() {
    ObjectNode result =
        Json.object()
            .put("command", request.command().orElse(""))
            .put("host", request.target().host())
            .put("username", request.target().username());
    stdout.describe(result, request.trim());
    stderr.describe(result, request.trim());
    return result;
  }

  private String message(RemoteCommand.End end) {
    String how =
        end.signal()
            .map(signal -> "was ended by signal SIG" + signal)
            .orElse("ended with exit code " + end.code());
    String said = stderr.lastLine();
    return said.isEmpty()
        ? "The command on %s %s.".formatted(request.target(), how)
        : "The command on %s %s: %s".formatted(request.target(), how, said);
  }
}
