package org.espalier.executor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;

/**
 * What a task makes of the output of a program: one rule for every executor that runs programs.
 *
 * @param json whether standard output is read as JSON
 * @param failOnTruncation whether output beyond what is kept is a failure; else it is cut, with a
 *     mark in the text and a flag in the result
 */
public record ProgramResult(boolean json, boolean failOnTruncation) {
  /** The failure kind of more data than is kept, in every executor. */
  public static final String TOO_LARGE = "result_too_large";

  /**
   * Reads {@code result_format} and {@code fail_on_truncation}.
   *
   * @throws InvalidInputException when one is wrong
   */
  public static ProgramResult read(Inputs inputs) {
    return new ProgramResult(
        JsonOutput.isWanted(inputs), inputs.flag("fail_on_truncation").orElse(false));
  }

  /**
   * The outcome of a program whose end is no failure.
   *
   * @param result with both outputs as texts, and {@code success}
   * @param program who put it out, to begin a sentence with
   */
  public ExecutionOutcome of(
      OutputCapture stdout, OutputCapture stderr, ObjectNode result, String program) {
    if (failOnTruncation && (stdout.isTruncated() || stderr.isTruncated())) {
      return tooLarge(stdout.isTruncated() ? stdout : stderr, result, program);
    }
    return json ? JsonOutput.read(stdout, result, program) : new Succeeded(result);
  }

  private static Failed tooLarge(OutputCapture output, ObjectNode result, String program) {
    String message =
        "%s has ended, but its %s is longer than what is kept of it, and inputs.fail_on_truncation is true; let it put out less, or raise the limit."
            .formatted(program, output.stream());
    return new Failed(TOO_LARGE, message, false, Optional.empty(), result.put("success", false));
  }
}
