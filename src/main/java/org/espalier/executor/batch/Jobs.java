package org.espalier.executor.batch;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobOperator;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The jobs of one application, through a job operator that answers for it.
 *
 * <p>A bean of the application that is a {@link JobOperator} itself is asked directly: its calls
 * run as the application's. With any other bean the server's operator is asked with the
 * application's class loader as the context class loader, which servers take for the application to
 * a different degree (docs/executors/batch_executor.md).
 */
final class Jobs {
  private final Supplier<JobOperator> operator;
  private final ClassLoader loader;

  private Jobs(Supplier<JobOperator> operator, ClassLoader loader) {
    this.operator = operator;
    this.loader = loader;
  }

  /** Those of Espalier's own application. */
  static Jobs own(Supplier<JobOperator> operator) {
    return new Jobs(operator, Jobs.class.getClassLoader());
  }

  /** Those of the application that has this bean. */
  static Jobs of(Object bean, Supplier<JobOperator> serverOperator) {
    return bean instanceof JobOperator its
        ? new Jobs(() -> its, Jobs.class.getClassLoader())
        : new Jobs(serverOperator, bean.getClass().getClassLoader());
  }

  /**
   * Asks the operator one thing: what it throws is unwrapped on the way out only.
   *
   * @throws BatchRuntimeException as the operator does, also when a bean's container wrapped it
   */
  <T> T ask(Function<JobOperator, T> question) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return question.apply(operator.get());
    } catch (jakarta.ejb.EJBException e) {
      throw e.getCause() instanceof BatchRuntimeException cause ? cause : e;
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
