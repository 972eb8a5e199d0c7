package org.espalier.executor;

/**
 * Does one kind of work, for example an HTTP call.
 *
 * <p>In the WAR an executor is a {@code @Singleton} EJB with bean-managed concurrency, no
 * transaction ({@code NOT_SUPPORTED}) and this local business interface; a jar in {@code
 * espalier.executors.dir} names its executors in {@code
 * META-INF/services/org.espalier.executor.TaskExecutor} and they are plain objects with a public
 * no-argument constructor. Either way there is one instance and {@link #execute} is called by many
 * threads at once: an executor keeps no state between attempts that is not thread-safe.
 */
public interface TaskExecutor {
  /** What this executor is and takes; the same value on every call. */
  ExecutorType type();

  /**
   * What can be told about inputs when a task is submitted. Nothing, unless an executor says more
   * than its schema; asked for once.
   */
  default InputRules inputRules() {
    return InputRules.NONE;
  }

  /**
   * Runs one attempt of one task and returns how it ended. The call is made outside any
   * transaction, on a thread of its own, and may take as long as the attempt's timeout.
   *
   * <p>When the attempt is cancelled or times out, the context's {@link CancellationToken} fires
   * and the thread is interrupted; the executor then stops the remote work too and returns soon.
   * What it returns after that is ignored.
   *
   * @return {@link ExecutionOutcome.Succeeded} or {@link ExecutionOutcome.Failed}; a failure of the
   *     work is a value, not an exception
   * @throws InvalidInputException when an input is missing or wrong, before any work is done;
   *     recorded as the failure {@code invalid_input}
   * @throws InterruptedException when interrupted; the engine records the reason it knows
   * @throws Exception anything unexpected; recorded as a failure that a retry cannot help
   */
  ExecutionOutcome execute(ExecutionContext context) throws Exception;
}
