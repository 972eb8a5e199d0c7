package org.espalier.executor;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.ExecutorSettings;

/**
 * Knows every executor there is: the EJBs of the WAR and those in jars of {@code
 * espalier.executors.dir}.
 *
 * <p>Built once, on first use; what it holds never changes afterwards, so it is thread-safe and its
 * answers cost a map lookup. Where two executors claim one kind the WAR's wins.
 */
@ApplicationScoped
public class ExecutorRegistry {
  private static final System.Logger LOG = System.getLogger(ExecutorRegistry.class.getName());

  private static final String SQL = "sql_executor";

  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private final DropInExecutors dropIns;

  private record Entry(
      ExecutorType type,
      TaskExecutor executor,
      InputRules rules,
      boolean isFreeForm,
      boolean isRestricted) {}

  /** For the container's proxy only. */
  protected ExecutorRegistry() {
    dropIns = DropInExecutors.none();
  }

  @Inject
  ExecutorRegistry(
      @Any Instance<TaskExecutor> executors, EspalierSettings settings, BeanManager beans) {
    this(executors, settings.executors(), JarInjection.of(beans));
  }

  /** A registry of these executors and of those in the settings' directory. */
  public ExecutorRegistry(Iterable<? extends TaskExecutor> builtIn, ExecutorSettings settings) {
    this(builtIn, settings, JarInjection.none());
  }

  ExecutorRegistry(
      Iterable<? extends TaskExecutor> builtIn, ExecutorSettings settings, JarInjection injection) {
    for (TaskExecutor executor : builtIn) {
      addBuiltIn(executor, settings);
    }
    dropIns = DropInExecutors.load(settings.dir(), injection);
    dropIns.executors().forEach((type, executor) -> add(type, executor, settings, true));
  }

  private void addBuiltIn(TaskExecutor executor, ExecutorSettings settings) {
    try {
      ExecutorType type = executor.type();
      add(type, executor, settings, isPowerful(type.kind(), settings));
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "an executor cannot say what it is and is left out: " + executor.getClass().getName(),
          e);
    }
  }

  private static boolean isPowerful(String kind, ExecutorSettings settings) {
    boolean isOfOwnDatabase = kind.equals(SQL) && settings.sql().ownDatabase();
    return isOfOwnDatabase || settings.restricted().contains(kind);
  }

  private void add(
      ExecutorType type, TaskExecutor executor, ExecutorSettings settings, boolean isRestricted) {
    ExecutorType shown = switchedOff(type, settings);
    Entry entry =
        new Entry(
            shown,
            executor,
            shown.unavailable().isEmpty() ? rules(executor) : InputRules.NONE,
            settings.freeForm().contains(type.kind()),
            isRestricted);
    if (entries.putIfAbsent(type.kind(), entry) != null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "executor kind {0} is there twice; {1} is left out",
          type.kind(),
          executor);
    }
  }

  private static InputRules rules(TaskExecutor executor) {
    try {
      return executor.inputRules();
    } catch (RuntimeException | LinkageError e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "an executor cannot say what it tells about inputs: " + executor.getClass().getName(),
          e);
      return InputRules.NONE;
    }
  }

  private static ExecutorType switchedOff(ExecutorType type, ExecutorSettings settings) {
    if (settings.disabled().contains(type.kind())) {
      return type.unavailable("It is switched off here (setting espalier.executors.disabled).");
    }
    if (!settings.enabled().isEmpty() && !settings.enabled().contains(type.kind())) {
      return type.unavailable(
          "It is not among those switched on here (setting espalier.executors.enabled).");
    }
    return type;
  }

  /** The executor of this kind; empty when there is none or it is unavailable here. */
  public Optional<TaskExecutor> find(String kind) {
    return Optional.ofNullable(entries.get(kind))
        .filter(entry -> entry.type().unavailable().isEmpty())
        .map(Entry::executor);
  }

  /** Whether there is an executor of this kind, available or not. */
  public boolean isKnown(String kind) {
    return entries.containsKey(kind);
  }

  /** All executors sorted by kind; unavailable ones give the reason. */
  public List<ExecutorType> types() {
    return entries.values().stream().map(Entry::type).toList();
  }

  /**
   * The description of this kind, which may be unavailable.
   *
   * @throws ExecutorNotFoundException when there is none
   */
  public ExecutorType requireType(String kind) {
    Entry entry = entries.get(kind);
    if (entry == null) {
      throw new ExecutorNotFoundException(kind, entries.keySet());
    }
    return entry.type();
  }

  /** What this kind tells about inputs beyond its schema; nothing when it is unavailable. */
  InputRules rulesOf(String kind) {
    Entry entry = entries.get(kind);
    return entry == null ? InputRules.NONE : entry.rules();
  }

  /**
   * Whether only administrators write tasks of this kind, and callers to whom it is granted: it can
   * do what no caller should be able to do.
   */
  boolean isRestricted(String kind) {
    Entry entry = entries.get(kind);
    return entry == null || entry.isRestricted();
  }

  /** Whether an administrator lets this kind take any input, whatever its schema lists. */
  boolean isFreeForm(String kind) {
    Entry entry = entries.get(kind);
    return entry == null || entry.isFreeForm();
  }

  /**
   * What the jars of {@code espalier.executors.dir} provide besides executors. There is one object
   * of a class, whatever it is named for.
   */
  public <T> List<T> providersOf(Class<T> service) {
    return dropIns.providersOf(service);
  }

  /** Lets go of the jars; executors from them must not be used afterwards. */
  @PreDestroy
  public void close() {
    dropIns.close();
  }
}
