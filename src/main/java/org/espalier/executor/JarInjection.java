package org.espalier.executor;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives an object of a jar the beans of the application it asks for with {@code @Inject} (in fields
 * and methods), calls its {@code @PostConstruct} method, and at the end its {@code @PreDestroy}.
 */
final class JarInjection implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JarInjection.class.getName());

  private final @Nullable BeanManager beans;
  private final List<Runnable> ends = new ArrayList<>();

  private JarInjection(@Nullable BeanManager beans) {
    this.beans = beans;
  }

  static JarInjection of(BeanManager beans) {
    return new JarInjection(beans);
  }

  /** Where there is no container: what asks for a bean does not get it. */
  static JarInjection none() {
    return new JarInjection(null);
  }

  /**
   * Injects into an object just made.
   *
   * @throws RuntimeException when there is no such bean, or more than one
   */
  void into(Object object) {
    if (beans != null) {
      inject(object, beans);
    }
  }

  @SuppressWarnings("unchecked")
  private <T> void inject(T object, BeanManager beans) {
    AnnotatedType<T> type = beans.createAnnotatedType((Class<T>) object.getClass());
    InjectionTarget<T> target = beans.getInjectionTargetFactory(type).createInjectionTarget(null);
    CreationalContext<T> context = beans.createCreationalContext(null);
    target.inject(object, context);
    target.postConstruct(object);
    ends.add(
        () -> {
          target.preDestroy(object);
          context.release();
        });
  }

  @Override
  public void close() {
    for (Runnable end : ends) {
      try {
        end.run();
      } catch (RuntimeException | LinkageError e) {
        LOG.log(System.Logger.Level.WARNING, "an object of a jar does not end well", e);
      }
    }
    ends.clear();
  }
}
