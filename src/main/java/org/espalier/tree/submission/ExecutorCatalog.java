package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.json.field.ViolationCode;

/**
 * What the validation of a tree must know about executors. Implemented where the executors are
 * known. Thread-safe.
 */
public interface ExecutorCatalog {

  /**
   * A fault of a JSON value against a schema.
   *
   * @param pointer JSON pointer into the value
   * @param message one sentence
   */
  record Fault(String pointer, String message) {}

  /**
   * Something in a task that its executor has no use for.
   *
   * @param pointer JSON pointer from the task
   * @param code that a name is unknown, or a constant is of no use
   * @param message one sentence
   */
  record Misfit(String pointer, ViolationCode code, String message) {}

  /**
   * Why a kind is refused.
   *
   * @param code that it is unknown or unavailable, or not granted to the caller
   * @param message one sentence
   */
  record Refusal(ViolationCode code, String message) {}

  /** Why the caller cannot write a task of this kind; empty when they can. */
  Optional<Refusal> refusal(String kind);

  /** Whether there is such a kind, available or not. */
  boolean isKnown(String kind);

  /**
   * Checks a task's inputs against the executor's own schema; names that it does not have are no
   * fault here.
   *
   * @param providedLater names of inputs that the results of dependencies will provide
   */
  List<Fault> checkInputs(String kind, ObjectNode inputs, Set<String> providedLater);

  /**
   * Checks what the author of a task wrote: names that mean nothing to the executor, and constants
   * that it can never use. What holds a reference is passed over. Quick: nothing is connected to.
   *
   * @param names names that the inputs may have besides those of the executor
   */
  List<Misfit> checkWritten(String kind, ObjectNode inputs, ObjectNode params, Set<String> names);

  /** Checks a task's params against the executor's own schema. */
  List<Fault> checkParams(String kind, ObjectNode params);

  /** Why this is not a JSON Schema (draft-07), as a sentence; empty when it is one. */
  Optional<String> faultOfSchema(ObjectNode schema);

  /** Checks a task's inputs against a schema of the task's own. */
  List<Fault> checkAgainst(ObjectNode schema, ObjectNode inputs, Set<String> providedLater);
}
