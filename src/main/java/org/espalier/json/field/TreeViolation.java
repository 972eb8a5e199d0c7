package org.espalier.json.field;

import java.util.List;
import org.espalier.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * One fault of a submission or request.
 *
 * @param pointer JSON pointer (RFC 6901) to the offending field; empty for the whole body
 * @param message one sentence: what was expected and what was given
 * @param expected what would have been right, in a few words, where the message says so
 * @param actual what was given instead, in a few words
 * @param cycle the names of tasks that wait for each other, the first again at the end; empty for
 *     any other fault
 */
public record TreeViolation(
    String pointer,
    ViolationCode code,
    String message,
    @Nullable String expected,
    @Nullable String actual,
    List<String> cycle) {

  public TreeViolation {
    cycle = List.copyOf(cycle);
  }

  /** A fault of which no more is to be said than the sentence does. */
  public TreeViolation(String pointer, ViolationCode code, String message) {
    this(pointer, code, message, null, null, List.of());
  }

  /** A fault of one field that has another value than expected. */
  static TreeViolation mismatch(
      String pointer, ViolationCode code, String field, String expected, String actual) {
    String message = "'%s': expected %s, got %s.".formatted(field, expected, actual);
    return new TreeViolation(pointer, code, message, expected, actual, List.of());
  }

  /** Tasks that wait for each other. */
  public static TreeViolation cycle(String pointer, List<String> tasks) {
    String message = "Tasks wait for each other: %s.".formatted(String.join(" -> ", tasks));
    return new TreeViolation(pointer, ViolationCode.DEPENDENCY_CYCLE, message, null, null, tasks);
  }

  /** The same at another place. */
  public TreeViolation at(String elsewhere) {
    return new TreeViolation(elsewhere, code, message, expected, actual, cycle);
  }

  /** The same in other words. */
  public TreeViolation saying(String sentence) {
    return new TreeViolation(pointer, code, sentence, expected, actual, cycle);
  }

  /** What a request with these faults is refused for; that the caller may not weighs most. */
  static ErrorCode codeOf(List<TreeViolation> violations, ErrorCode otherwise) {
    return violations.stream().anyMatch(v -> v.code() == ViolationCode.EXECUTOR_NOT_GRANTED)
        ? ErrorCode.FORBIDDEN
        : otherwise;
  }
}
