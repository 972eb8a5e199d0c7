package org.espalier.executor;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;

/**
 * One validation with a budget. The library reports every step on its way through the schema here;
 * when the budget is used up or the way leads too deep the validation ends. Without this a small
 * schema whose definitions refer to each other twice takes time exponential in its length.
 *
 * <p>Confined to the validating thread, where {@link BoundedPattern} finds it until it is closed.
 */
final class BoundedEvaluation extends ExecutionContext implements AutoCloseable {
  /** About a second of work. */
  private static final long BUDGET = 20_000_000;

  /** What validating an ordinary task takes is less. */
  private static final long NOT_COUNTED = 2_000;

  private static final int COST_OF_STEP = 5;
  private static final int MAX_DEPTH = 2_500;
  private static final int MAX_ERRORS = 500;
  private static final ThreadLocal<BoundedEvaluation> CURRENT = new ThreadLocal<>();

  private final long costOfStep;
  private long left = BUDGET;
  private boolean isCounted;
  private int depth;

  /**
   * Begins a validation on this thread.
   *
   * @param widest size of the schema's largest object or array; the library walks through these
   *     without reporting, so wide schemas have dearer steps
   */
  BoundedEvaluation(ExecutionConfig config, int widest) {
    super(config);
    this.costOfStep = COST_OF_STEP + widest / 8;
    CURRENT.set(this);
  }

  /** Takes part of the running validation's budget, if there is one. */
  static void spendCurrent(long cost) {
    BoundedEvaluation current = CURRENT.get();
    if (current != null) {
      current.spend(cost);
    }
  }

  private void spend(long cost) {
    left -= cost;
    if (left < 0) {
      throw new UnusableSchemaException(
          "Validating takes too much work; simplify the schema's patterns and references, or make the value smaller.");
    }
    if (left < BUDGET - NOT_COUNTED) {
      SchemaWork.spend(isCounted ? cost : BUDGET - left);
      isCounted = true;
    }
  }

  private void descend() {
    spend(costOfStep);
    if (++depth > MAX_DEPTH) {
      throw new UnusableSchemaException(
          "The schema refers to itself without end, or schema or value are nested too deeply.");
    }
  }

  @Override
  public void evaluationPathAddLast(String step) {
    descend();
    super.evaluationPathAddLast(step);
  }

  @Override
  public void evaluationPathAddLast(int step) {
    descend();
    super.evaluationPathAddLast(step);
  }

  @Override
  public void evaluationPathRemoveLast() {
    depth--;
    super.evaluationPathRemoveLast();
  }

  @Override
  public void addError(Error error) {
    if (getErrors().size() < MAX_ERRORS) {
      super.addError(error);
    }
  }

  @Override
  public void close() {
    CURRENT.remove();
  }
}
