package org.espalier.executor;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The executors of the jars in a directory, found by {@link ServiceLoader}.
 *
 * <p>All jars share one class loader below the application's, so an executor's jar may bring its
 * libraries along. Whatever is broken in a jar is logged and never keeps the others from loading.
 */
final class DropInExecutors implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DropInExecutors.class.getName());
  private static final int MOST_BROKEN_PROVIDERS = 1_000;

  private final @Nullable URLClassLoader loader;
  private final JarInjection injection;
  private final Map<ExecutorType, TaskExecutor> executors = new LinkedHashMap<>();
  private final Map<Class<?>, Object> objects = new HashMap<>();

  private DropInExecutors(@Nullable URLClassLoader loader, JarInjection injection) {
    this.loader = loader;
    this.injection = injection;
  }

  static DropInExecutors none() {
    return new DropInExecutors(null, JarInjection.none());
  }

  /** Loads all jars of a directory; an empty name or a missing directory gives none. */
  static DropInExecutors load(String directory, JarInjection injection) {
    if (directory.isEmpty()) {
      return none();
    }
    URL[] jars = jarsIn(Path.of(directory)).toArray(URL[]::new);
    DropInExecutors found =
        new DropInExecutors(new URLClassLoader("executors", jars, applicationLoader()), injection);
    found.loadProviders();
    return found;
  }

  /** In the order found. A key is what the executor said it is, or why it cannot be used. */
  Map<ExecutorType, TaskExecutor> executors() {
    return executors;
  }

  /** What the jars provide of another kind; what is broken is logged and left out. */
  <T> List<T> providersOf(Class<T> service) {
    List<T> found = new ArrayList<>();
    if (loader == null) {
      return found;
    }
    Iterator<ServiceLoader.Provider<T>> providers =
        ServiceLoader.load(service, loader).stream().iterator();
    for (int broken = 0; broken < MOST_BROKEN_PROVIDERS; ) {
      try {
        if (!providers.hasNext()) {
          return found;
        }
        ServiceLoader.Provider<T> provider = providers.next();
        if (provider.type().getClassLoader() == loader) {
          found.add(objectOf(provider));
          LOG.log(System.Logger.Level.INFO, "{0} loaded", provider.type().getName());
        }
      } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
        broken++;
        LOG.log(
            System.Logger.Level.ERROR,
            "a " + service.getSimpleName() + " in a jar cannot be loaded",
            e);
      }
    }
    return found;
  }

  private void loadProviders() {
    Iterator<ServiceLoader.Provider<TaskExecutor>> providers =
        ServiceLoader.load(TaskExecutor.class, loader).stream().iterator();
    for (int broken = 0; broken < MOST_BROKEN_PROVIDERS; ) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        add(providers.next());
      } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
        broken++;
        LOG.log(System.Logger.Level.ERROR, "an executor in a jar cannot be loaded", e);
      }
    }
  }

  private void add(ServiceLoader.Provider<TaskExecutor> provider) {
    if (provider.type().getClassLoader() != loader) {
      return;
    }
    TaskExecutor executor = new DropInExecutor(objectOf(provider));
    ExecutorType type = executor.type();
    executors.put(schemaFault(type).map(type::unavailable).orElse(type), executor);
    LOG.log(
        System.Logger.Level.INFO,
        "executor {0} loaded: {1}",
        type.kind(),
        provider.type().getName());
  }

  /** A class that is named for several services, an executor and a hook, is one object. */
  private <T> T objectOf(ServiceLoader.Provider<T> provider) {
    Object known = objects.get(provider.type());
    if (known != null) {
      return provider.type().cast(known);
    }
    T made = provider.get();
    injection.into(made);
    objects.put(provider.type(), made);
    return made;
  }

  private static Optional<String> schemaFault(ExecutorType type) {
    InputSchemas schemas = new InputSchemas();
    return Stream.of(type.inputsSchema(), type.paramsSchema(), type.resultSchema())
        .flatMap(schema -> schemas.faultOf(schema).stream())
        .findFirst()
        .map(fault -> "Its description has a bad JSON schema: " + fault);
  }

  private static List<URL> jarsIn(Path directory) {
    if (!Files.isDirectory(directory)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "espalier.executors.dir names no directory, so no executors are loaded from it: {0}",
          directory);
      return List.of();
    }
    List<URL> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .forEach(file -> readable(file).ifPresent(jars::add));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "cannot list " + directory, e);
    }
    return jars;
  }

  /** The jar's URL. A class loader passes over a broken jar in silence, so it is opened here. */
  private static Optional<URL> readable(Path file) {
    try (JarFile jar = new JarFile(file.toFile())) {
      LOG.log(System.Logger.Level.DEBUG, "{0} has {1} entries", file, jar.size());
      return Optional.of(file.toUri().toURL());
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "not a readable jar, left out: " + file, e);
      return Optional.empty();
    }
  }

  private static ClassLoader applicationLoader() {
    return DropInExecutors.class.getClassLoader();
  }

  @Override
  public void close() {
    if (loader == null) {
      return;
    }
    injection.close();
    try {
      loader.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the class loader of the executors did not close", e);
    }
  }
}
