package org.espalier.engine;

/**
 * What makes a repeated submission the same one.
 *
 * @param caller the id of the caller, whose keys are theirs alone; empty where callers are not
 *     known
 * @param key the caller's {@code Idempotency-Key}, 1 to 255 characters without blanks
 * @param bodyHash SHA-256 of the body and of what else shapes the outcome, in hexadecimal
 */
public record SubmissionKey(String caller, String key, String bodyHash) {

  /** The key as it is stored: no two callers have the same. */
  String stored() {
    return caller.isEmpty() ? key : caller + " " + key;
  }
}
