package org.espalier.executor;

/**
 * The work on schemas that one request may cause, over all its tasks. What a small schema takes is
 * not counted, so that it does not matter how many tasks have one; what takes more is counted from
 * its first step, and when that comes to about a second no more is begun.
 *
 * <p>Confined to the thread of the request, until it is closed.
 */
public final class SchemaWork implements AutoCloseable {
  /** About a second; in the unit of {@link BoundedEvaluation}. */
  private static final long BUDGET = 20_000_000;

  private static final long COST_OF_COMPILING = 4_000;
  private static final long COST_OF_NODE = 200;
  private static final ThreadLocal<SchemaWork> CURRENT = new ThreadLocal<>();

  private long left = BUDGET;

  private SchemaWork() {}

  /** Begins a request on this thread. */
  public static SchemaWork begin() {
    SchemaWork work = new SchemaWork();
    CURRENT.set(work);
    return work;
  }

  /**
   * Takes part of what the request of this thread may spend; nothing outside of one.
   *
   * @throws UnusableSchemaException when all is spent
   */
  static void spend(long cost) {
    SchemaWork work = CURRENT.get();
    if (work == null) {
      return;
    }
    work.left -= cost;
    if (work.left < 0) {
      throw new UnusableSchemaException(
          "The schemas of this request take too much work together; simplify their patterns and references, or send fewer tasks at once.");
    }
  }

  /** Takes what compiling a schema costs, by the number of its parts. */
  static void spendOnCompiling(long nodes) {
    spend(COST_OF_COMPILING + COST_OF_NODE * nodes);
  }

  @Override
  public void close() {
    CURRENT.remove();
  }
}
