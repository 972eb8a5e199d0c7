package org.espalier.executor;

import java.util.concurrent.Callable;

/**
 * An executor from a jar, called with its own class loader as the context class loader so that its
 * libraries find their parts, and with its type asked for once.
 */
final class DropInExecutor implements TaskExecutor {
  private final TaskExecutor executor;
  private final ExecutorType type;

  DropInExecutor(TaskExecutor executor) {
    this.executor = executor;
    this.type = executor.type();
  }

  @Override
  public ExecutorType type() {
    return type;
  }

  @Override
  public InputRules inputRules() {
    InputRules rules = executor.inputRules();
    return draft ->
        inItsLoader(
            () -> {
              rules.check(draft);
              return true;
            });
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws Exception {
    return inItsLoader(() -> executor.execute(context));
  }

  private <T> T inItsLoader(Callable<T> call) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader callers = thread.getContextClassLoader();
    thread.setContextClassLoader(executor.getClass().getClassLoader());
    try {
      return call.call();
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "Executor %s does not fit this version of Espalier or lacks a library: %s"
              .formatted(type.kind(), e),
          e);
    } finally {
      thread.setContextClassLoader(callers);
    }
  }

  @Override
  public String toString() {
    return executor.getClass().getName();
  }
}
