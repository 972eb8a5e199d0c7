package org.espalier.engine;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.persistence.EntityManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.espalier.database.Database;
import org.espalier.database.TestDatabase;
import org.espalier.engine.dispatch.LocalDispatcher;
import org.espalier.engine.node.Engine;
import org.espalier.engine.node.JobLauncher;
import org.espalier.engine.node.RunHandle;
import org.espalier.engine.store.TaskAttempt;
import org.espalier.engine.store.TreeRun;
import org.espalier.event.EventLog;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.RegistryCatalog;
import org.espalier.executor.aggregate.AggregateExecutor;
import org.espalier.executor.approval.ApprovalExecutor;
import org.espalier.executor.echo.EchoExecutor;
import org.espalier.executor.foreach.ForeachExecutor;
import org.espalier.executor.wait.WaitExecutor;
import org.espalier.hook.Hooks;
import org.espalier.it.Await;
import org.espalier.json.Json;
import org.espalier.security.Secrets;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.NewTree;
import org.espalier.tree.RunStatus;
import org.espalier.tree.Task;
import org.espalier.tree.submission.SubmissionReader;

/** A whole engine in this JVM, on a test database: everything but the server around it. */
public final class TestNode implements AutoCloseable {
  public static final Duration BOUND = Duration.ofSeconds(10);

  final BlockingExecutor blocking = new BlockingExecutor();
  public final Engine engine;
  public final TreeRunner runner;
  public final Decisions decisions;
  private final TestDatabase testDatabase;
  private final LocalDispatcher dispatcher;
  private final RegistryCatalog catalog;
  private final SubmissionReader reader;
  private final EspalierSettings settings;
  private final EventLog events;

  public TestNode(TestDatabase testDatabase, Map<String, String> overrides) {
    this(testDatabase, overrides, Hooks.none());
  }

  /** A node that calls these hooks. */
  public TestNode(TestDatabase testDatabase, Map<String, String> overrides, Hooks hooks) {
    this(testDatabase, testDatabase.database(), overrides, hooks);
  }

  /** A node that reaches the database on a way of its own. */
  TestNode(TestDatabase testDatabase, Database database, Map<String, String> overrides) {
    this(testDatabase, database, overrides, Hooks.none());
  }

  private TestNode(
      TestDatabase testDatabase, Database database, Map<String, String> overrides, Hooks hooks) {
    this.testDatabase = testDatabase;
    Map<String, String> values = new HashMap<>(overrides);
    values.putIfAbsent("espalier.node.lease", "PT2S");
    values.putIfAbsent("espalier.engine.claim-interval", "PT0.05S");
    values.putIfAbsent("espalier.engine.signal-interval", "PT0.05S");
    settings = EspalierSettings.read(key -> Optional.ofNullable(values.get(key)), "test");
    SteadyClock clock = new SteadyClock();
    ExecutorRegistry registry =
        new ExecutorRegistry(
            List.of(
                new EchoExecutor(),
                new AggregateExecutor(),
                new WaitExecutor(),
                new ApprovalExecutor(),
                new ForeachExecutor(),
                blocking),
            settings.executors());
    InputSchemas schemas = new InputSchemas();
    dispatcher = new LocalDispatcher(settings, clock, registry, schemas, new Secrets(), hooks);
    dispatcher.open();
    events = new EventLog(database);
    engine = new Engine(database, events, settings, clock, dispatcher, new NoJobs(), this::tasks);
    engine.start();
    runner = new TreeRunner(database, events, engine, clock);
    decisions = new Decisions(runner, events, clock);
    catalog = new RegistryCatalog(registry, schemas);
    reader = new SubmissionReader(settings, catalog, clock);
  }

  public TestNode(TestDatabase testDatabase) {
    this(testDatabase, Map.of());
  }

  /** Where it says what happens. */
  public EventLog events() {
    return events;
  }

  /** What it knows of executors. */
  RegistryCatalog catalog() {
    return catalog;
  }

  /** What the node goes by. */
  public EspalierSettings settings() {
    return settings;
  }

  /** How many {@code blocking} attempts of a task have begun. */
  public int entered(String task) {
    return blocking.entered(task);
  }

  /** Lets {@code blocking} attempts of a task end. */
  public void open(String task) {
    blocking.open(task);
  }

  /** All runs of a tree, in order. */
  public List<TreeRun> runs(UUID treeId) {
    return withJpa(
        jpa ->
            jpa.createQuery(
                    "select r from TreeRun r where r.treeId = :tree order by r.number",
                    TreeRun.class)
                .setParameter("tree", treeId)
                .getResultList());
  }

  /** Reads trees, written as JSON with single quotes. */
  List<NewTree> read(String json) {
    return reader.read(parse(json)).trees();
  }

  /** Submits a tree, written as JSON with single quotes, and runs it. */
  public UUID submit(String json) {
    return runner.submit(read(json), true, Optional.empty()).treeIds().get(0);
  }

  /** Submits a tree, written as JSON with single quotes, under an idempotency key or without. */
  SubmissionReceipt submit(String json, boolean run, Optional<SubmissionKey> key) {
    return runner.submit(reader.read(parse(json)).trees(), run, key);
  }

  /** Stores a tree, written as JSON with single quotes, without running it. */
  public UUID store(String json) {
    return runner
        .submit(reader.read(parse(json)).trees(), false, Optional.empty())
        .treeIds()
        .get(0);
  }

  public static JsonNode parse(String json) {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    try {
      return Json.readStrictly(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<Task> tasks(UUID treeId) {
    return withJpa(
        jpa ->
            jpa.createQuery(
                    "select t from Task t where t.treeId = :tree order by t.ordinal", Task.class)
                .setParameter("tree", treeId)
                .getResultList());
  }

  public Task task(UUID treeId, String name) {
    return tasks(treeId).stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  public TreeRun latestRun(UUID treeId) {
    return withJpa(
        jpa ->
            jpa.createQuery(
                    "select r from TreeRun r where r.treeId = :tree order by r.number desc",
                    TreeRun.class)
                .setParameter("tree", treeId)
                .setMaxResults(1)
                .getSingleResult());
  }

  public List<TaskAttempt> attempts(UUID treeId) {
    return withJpa(
        jpa ->
            jpa.createQuery(
                    "select a from TaskAttempt a where a.treeId = :tree order by a.startedAt",
                    TaskAttempt.class)
                .setParameter("tree", treeId)
                .getResultList());
  }

  private <T> T withJpa(Function<EntityManager, T> query) {
    try (EntityManager jpa = testDatabase.entityManagers().createEntityManager()) {
      return query.apply(jpa);
    }
  }

  /** Waits until the latest run of a tree has this status. */
  public TreeRun await(UUID treeId, RunStatus status) {
    return Await.value(
        "run is " + status + " (is " + latestRun(treeId).status() + ")",
        BOUND,
        () -> Optional.of(latestRun(treeId)).filter(run -> run.status() == status));
  }

  /** Waits until an attempt of a {@code blocking} task has begun. */
  public void awaitEntered(String task, int times) {
    Await.until(task + " is entered", BOUND, () -> blocking.entered(task) >= times);
  }

  @Override
  public void close() {
    engine.stop();
    dispatcher.close();
  }

  /** Outside a server there is no Jakarta Batch; a run does not need it. */
  private static final class NoJobs implements JobLauncher {
    @Override
    public void open() {}

    @Override
    public void launch(List<RunHandle> claims) {}
  }
}
