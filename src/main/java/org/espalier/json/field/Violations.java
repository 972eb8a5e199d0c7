package org.espalier.json.field;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects the faults of one request; keeps the first ones and counts the rest. Not thread-safe.
 */
public final class Violations {
  private final int maxKept;
  private final List<TreeViolation> kept = new ArrayList<>();
  private int count;

  public Violations(int maxKept) {
    this.maxKept = maxKept;
  }

  /** Notes a fault; {@code message} is a format for {@code arguments}. */
  public void add(String pointer, ViolationCode code, String message, Object... arguments) {
    add(new TreeViolation(pointer, code, message.formatted(arguments)));
  }

  /** Notes that a field has another value than expected: {@code 'field': expected ..., got ...}. */
  public void mismatch(
      String pointer, ViolationCode code, String field, String expected, String actual) {
    add(TreeViolation.mismatch(pointer, code, field, expected, actual));
  }

  /** Notes a fault. */
  public void add(TreeViolation violation) {
    count++;
    if (kept.size() < maxKept) {
      kept.add(violation);
    }
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** How many faults there are, the ones not kept included. */
  public int count() {
    return count;
  }

  /** The faults kept, in the order they were found. */
  public List<TreeViolation> list() {
    return List.copyOf(kept);
  }

  /**
   * Ends the check of a submission.
   *
   * @throws InvalidTreeException when there is a fault
   */
  public void throwIfAny() {
    if (count > 0) {
      throw new InvalidTreeException(list(), count);
    }
  }

  /**
   * Ends the check of a request that is no submission.
   *
   * @throws InvalidRequestException when there is a fault
   */
  public void refuseRequestIfAny() {
    if (count > 0) {
      throw new InvalidRequestException(list(), count);
    }
  }
}
