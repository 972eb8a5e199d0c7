package org.espalier.executor;

/**
 * What an executor can tell about inputs before they are used, beyond their schema: an address that
 * is none, a program that is not allowed here. A task is refused at its submission for it, instead
 * of failing when it is run. Thread-safe; asked for once, and called without a transaction, on the
 * thread of the request.
 */
@FunctionalInterface
public interface InputRules {
  /** Nothing is told. */
  InputRules NONE = draft -> {};

  /**
   * Looks at the inputs and params of an attempt that is not made; nothing else of the context
   * means anything. Must be quick: no connection, no name server. Most executors read their request
   * as an attempt does.
   *
   * <p>A value that holds a reference still has it, as text. A fault found there is passed over, as
   * is one of a field that is absent; then the next one is looked for.
   *
   * @throws InvalidInputException for the first fault; its message begins with the field: {@code
   *     inputs.url must ...}
   * @throws Exception anything else tells nothing
   */
  void check(ExecutionContext draft) throws Exception;
}
