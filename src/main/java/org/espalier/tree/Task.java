package org.espalier.tree;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.espalier.json.Json;
import org.espalier.schedule.ScheduleDefinition;
import org.jspecify.annotations.Nullable;

/**
 * A node of a tree: what to do, and how far it is.
 *
 * <p>Life cycle: made of a submission and stored with its tree or added to it, copied from another
 * task, or made for an element of a list; its definition (the first half of the fields) is changed
 * by {@link #redefine} only while the tree is not being run, its schedule at any time. Its state
 * (the second half) is not written through this class: while the task is in a run that is not over
 * by the engine's journal, in conditional JDBC batches, otherwise by conditional statements of
 * those who start runs, and of those who set a state by hand. Not thread-safe.
 */
@Entity
@Table(name = "task")
public class Task {
  @Id private UUID id;

  @Column(name = "tree_id")
  private UUID treeId;

  @Column(name = "parent_id")
  private @Nullable UUID parentId;

  /** Place in the submission, from 0; gives lists a stable order. */
  private int ordinal;

  /** The index of the element this task was made for, from 0; null for a submitted task. */
  private @Nullable Integer element;

  /** The caller's own id, when it was not a UUID v4; unique in the tree. */
  @Column(name = "task_key")
  private @Nullable String key;

  @Column(name = "user_id")
  private @Nullable String userId;

  private String name;
  private String executor;
  private int priority;

  /** {@code [{"id": uuid, "required": boolean, "type": "result"}]}, written by TaskDependency}. */
  private String dependencies;

  /** A JSON object; what the user gave, never changed by a run. */
  private String inputs;

  /** A JSON object or null. */
  private @Nullable String params;

  /** A JSON object or null: {@code {"method", "type", "input_schema", ...}}. */
  private @Nullable String schemas;

  /** {@link RetryPolicy#toJson} or null for the site's default. */
  private @Nullable String retry;

  @Column(name = "timeout_ms")
  private @Nullable Long timeoutMillis;

  @Column(name = "at_most_once")
  private boolean atMostOnce;

  /** A {@code RunCondition} as JSON, or null for a task that is run in any case. */
  @Column(name = "run_if")
  private @Nullable String runIf;

  @Column(name = "created_at")
  private Instant createdAt;

  @Version private long version;

  @Convert(converter = TaskStatusConverter.class)
  private TaskStatus status;

  private double progress;

  /** A JSON object; null unless completed. */
  private @Nullable String result;

  /** One sentence; null unless failed or cancelled. */
  private @Nullable String error;

  /** Attempts made in {@link #runId}. */
  private int attempts;

  /** The run that last included this task. */
  @Column(name = "run_id")
  private @Nullable UUID runId;

  /** When the next attempt is due while the task waits for a retry, or a parked one goes on. */
  @Column(name = "retry_at")
  private @Nullable Instant retryAt;

  /**
   * What the attempt that is parked completes with, a JSON object; null while none is. The time is
   * in {@link #retryAt}.
   */
  private @Nullable String parked;

  @Column(name = "started_at")
  private @Nullable Instant startedAt;

  @Column(name = "completed_at")
  private @Nullable Instant completedAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  /** The task this one was copied from or links to. */
  @Column(name = "original_task_id")
  private @Nullable UUID originalTaskId;

  /** A word of {@link OriginType}; null for a task that was created. */
  @Column(name = "origin_type")
  private @Nullable String originType;

  /** What a link shows instead of its own; set by {@link #readThrough} after loading. */
  @Transient private @Nullable Task linked;

  @Embedded private TaskSchedule schedule = new TaskSchedule();

  /** For JPA only. */
  @SuppressWarnings("NullAway.Init")
  protected Task() {}

  public Task(
      UUID id,
      UUID treeId,
      int ordinal,
      @Nullable UUID parentId,
      TaskDefinition definition,
      Instant now) {
    this.id = id;
    this.treeId = treeId;
    this.ordinal = ordinal;
    this.parentId = parentId;
    this.key = definition.key();
    this.userId = definition.userId();
    this.createdAt = now;
    this.updatedAt = now;
    this.status = TaskStatus.PENDING;
    define(definition);
  }

  /** A new task for one element of a list, made by its parent, pending in that one's run. */
  static Task ofElement(ElementTask made, ElementTask.Place place, Instant now) {
    Task task =
        new Task(
            made.id(), place.treeId(), place.ordinal(), place.parentId(), made.definition(), now);
    task.element = made.element();
    task.runId = place.runId();
    return task;
  }

  /** Whether it is to do what this definition says, its schedule and dependencies apart. */
  boolean isDefinedAs(TaskDefinition other) {
    return name.equals(other.name())
        && executor.equals(other.executor())
        && priority == other.priority()
        && inputs.equals(other.inputs())
        && Objects.equals(params, other.params())
        && Objects.equals(schemas, other.schemas())
        && Objects.equals(retry, text(other.retry()))
        && Objects.equals(timeoutMillis, millis(other.timeout()))
        && atMostOnce == other.atMostOnce();
  }

  private static @Nullable String text(@Nullable RetryPolicy policy) {
    return policy == null ? null : Json.write(policy.toJson());
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : (Long) duration.toMillis();
  }

  /** A new task that comes from another one. */
  public static Task derived(Task original, Place place, OriginType type, Instant now) {
    Task task =
        new Task(
            place.id(),
            place.treeId(),
            place.ordinal(),
            place.parentId(),
            type == OriginType.LINK ? place.linkDefinition(original) : place.definition(),
            now);
    task.originalTaskId =
        original.origin() == OriginType.LINK ? original.originalTaskId : original.id;
    task.originType = type.word();
    return task;
  }

  /** Where a derived task goes, and what it is to do. */
  public record Place(
      UUID id, UUID treeId, int ordinal, @Nullable UUID parentId, TaskDefinition definition) {
    /** A link keeps what its original was given; it is never run, and needs no more. */
    TaskDefinition linkDefinition(Task original) {
      return new TaskDefinition(
          definition.key(),
          definition.userId(),
          original.name,
          definition.executor(),
          definition.priority(),
          definition.dependencies(),
          original.inputs(),
          original.params().orElse(null),
          original.schemas().orElse(null),
          null,
          null,
          false,
          definition.schedule(),
          definition.firstRunAt(),
          null);
    }
  }

  /** Makes a new task one that is completed already, as this one is. */
  public void completeLike(Task original) {
    this.status = TaskStatus.COMPLETED;
    this.progress = 1;
    this.result = original.result;
    this.startedAt = original.startedAt;
    this.completedAt = original.completedAt;
  }

  /** Whether it is a link of before links kept what their originals were given. */
  boolean isBareLink() {
    return origin() == OriginType.LINK && params == null && schemas == null && inputs.equals("{}");
  }

  /** Has a bare link show what its original was given. */
  void readThrough(Task original) {
    this.linked = original;
  }

  private Task shown() {
    return linked == null ? this : linked;
  }

  /** Makes a new task part of a run that is stored together with it. */
  void queueFor(UUID newRunId) {
    this.runId = newRunId;
  }

  /** Gives a new task its place in a tree that was stored before. */
  public void moveTo(int newOrdinal) {
    this.ordinal = newOrdinal;
  }

  /** Keeps the task as it is from now on. */
  public void archive(Instant now) {
    this.originType = OriginType.ARCHIVE.word();
    this.updatedAt = now;
  }

  /** Replaces the definition; id, key, owner and place in the tree stay. */
  public void redefine(TaskDefinition definition, Instant now) {
    define(definition);
    this.updatedAt = now;
  }

  /** Replaces the schedule and nothing else. */
  public void reschedule(ScheduleDefinition definition, @Nullable Instant firstRunAt, Instant now) {
    schedule.define(definition, firstRunAt);
    this.updatedAt = now;
  }

  /** What the task is to do. */
  public TaskDefinition definition() {
    return new TaskDefinition(
        key,
        userId,
        name,
        executor,
        priority,
        dependencies(),
        inputs,
        params,
        schemas,
        retry().orElse(null),
        timeout().orElse(null),
        atMostOnce,
        schedule.definition(),
        schedule.nextRunAt().orElse(null),
        runIf);
  }

  private void define(TaskDefinition definition) {
    this.name = definition.name();
    this.executor = definition.executor();
    this.priority = definition.priority();
    this.dependencies = TaskDependency.toJson(definition.dependencies());
    this.inputs = definition.inputs();
    this.params = definition.params();
    this.schemas = definition.schemas();
    this.retry = text(definition.retry());
    this.timeoutMillis = millis(definition.timeout());
    this.atMostOnce = definition.atMostOnce();
    this.schedule.define(definition.schedule(), definition.firstRunAt());
    this.runIf = definition.runIf();
  }

  public UUID id() {
    return id;
  }

  /** The id of the tree, which is the id of its root task. */
  public UUID treeId() {
    return treeId;
  }

  public Optional<UUID> parentId() {
    return Optional.ofNullable(parentId);
  }

  /** Place in the submission, from 0. */
  public int ordinal() {
    return ordinal;
  }

  /**
   * The index of the element its parent made it for, from 0; empty for a task that was submitted.
   */
  public OptionalInt element() {
    return element == null ? OptionalInt.empty() : OptionalInt.of(element);
  }

  /** The caller's own id, when it was not a UUID v4. */
  public Optional<String> key() {
    return Optional.ofNullable(key);
  }

  public Optional<String> userId() {
    return Optional.ofNullable(userId);
  }

  /** Unique in the tree. */
  public String name() {
    return name;
  }

  /** The kind of executor that does it. */
  public String executor() {
    return shown().executor;
  }

  /** 0 urgent to 3 low. */
  public int priority() {
    return priority;
  }

  public List<TaskDependency> dependencies() {
    return TaskDependency.ofJson(dependencies);
  }

  /** The dependencies as stored: {@code [{"id": uuid, "required": boolean, "type": "result"}]}. */
  public String dependenciesJson() {
    return dependencies;
  }

  /** JSON text of the task's own inputs, an object. */
  public String inputs() {
    return shown().inputs;
  }

  /** JSON text of the params, an object. */
  public Optional<String> params() {
    return Optional.ofNullable(shown().params);
  }

  /** JSON text of the schemas, an object. */
  public Optional<String> schemas() {
    return Optional.ofNullable(shown().schemas);
  }

  /** The task's own retry policy; empty for the site's default. */
  public Optional<RetryPolicy> retry() {
    return Optional.ofNullable(retry).map(json -> RetryPolicy.ofJson(Json.read(json)));
  }

  /** The retry policy as stored. */
  public Optional<String> retryJson() {
    return Optional.ofNullable(retry);
  }

  /** How long one attempt may take; empty for the site's default. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeoutMillis).map(Duration::ofMillis);
  }

  /** Whether the task must never be attempted again once an attempt of it may have begun. */
  public boolean isAtMostOnce() {
    return atMostOnce;
  }

  /** When it is to run by itself; a task without a schedule has an empty one. */
  public TaskSchedule schedule() {
    return schedule;
  }

  /** JSON text of the {@code RunCondition}; empty for a task that is run in any case. */
  public Optional<String> runIf() {
    return Optional.ofNullable(runIf);
  }

  public Instant createdAt() {
    return createdAt;
  }

  public Instant updatedAt() {
    return updatedAt;
  }

  public TaskStatus status() {
    return status;
  }

  /** 0 to 1. */
  public double progress() {
    return progress;
  }

  /** JSON text of the result, an object; present when completed. */
  public Optional<String> result() {
    return Optional.ofNullable(result);
  }

  /** One sentence; present when failed or cancelled. */
  public Optional<String> error() {
    return Optional.ofNullable(error);
  }

  /** Attempts made in the run {@link #runId}. */
  public int attempts() {
    return attempts;
  }

  /** The run that last included this task. */
  public Optional<UUID> runId() {
    return Optional.ofNullable(runId);
  }

  /** When the next attempt is due while the task waits for a retry, or a parked one goes on. */
  public Optional<Instant> retryAt() {
    return Optional.ofNullable(retryAt);
  }

  /** JSON text of what the attempt that is parked completes with, at {@link #retryAt}. */
  public Optional<String> parked() {
    return Optional.ofNullable(parked);
  }

  public Optional<Instant> startedAt() {
    return Optional.ofNullable(startedAt);
  }

  public Optional<Instant> completedAt() {
    return Optional.ofNullable(completedAt);
  }

  /** The task this one was copied from or links to. */
  public Optional<UUID> originalTaskId() {
    return Optional.ofNullable(originalTaskId);
  }

  /** Whether it was created, or how it came from another task. */
  public OriginType origin() {
    return originType == null ? OriginType.CREATE : OriginType.ofWord(originType);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Task task && id.equals(task.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "task " + id + " '" + name + "'";
  }
}
