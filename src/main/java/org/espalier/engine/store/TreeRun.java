package org.espalier.engine.store;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.message.RunTrigger;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a tree or of a part of it, as stored. Runs are kept as history.
 *
 * <p>Life cycle: inserted by {@link RunStore} with the tasks it resets. What happens in it is
 * written only by the node that claimed it, through {@code RunJournal}, guarded by its epoch; what
 * users ask of it is noted in its row by whichever node hears it, and while nobody owns it carried
 * out there. This class only reads. Not thread-safe.
 */
@Entity
@Table(name = "run")
public class TreeRun {
  @Id private UUID id;

  @Column(name = "tree_id")
  private UUID treeId;

  /** The tree while the run is not over. The engine writes it; here it is for queries. */
  @Column(name = "active_tree_id", insertable = false, updatable = false)
  private @Nullable UUID activeTreeId;

  private int number;

  @Convert(converter = EngineConverters.OfRunStatus.class)
  private RunStatus status;

  @Convert(converter = EngineConverters.OfScope.class)
  private RunScope scope;

  @Column(name = "started_by")
  @Convert(converter = EngineConverters.OfTrigger.class)
  private RunTrigger trigger;

  private int priority;

  private @Nullable String options;

  /** {@code {"<task id>": {inputs of that task in this run}}} or null. */
  private @Nullable String inputs;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "started_at")
  private @Nullable Instant startedAt;

  @Column(name = "ended_at")
  private @Nullable Instant endedAt;

  @Column(name = "wake_at")
  private @Nullable Instant wakeAt;

  @Column(name = "claimed_by")
  private @Nullable UUID claimedBy;

  private @Nullable String node;
  private long epoch;
  private long revision;

  @Convert(converter = EngineConverters.OfRequest.class)
  private @Nullable RunRequest request;

  @Column(name = "job_execution_id")
  private @Nullable Long jobExecutionId;

  private int pending;

  @Column(name = "in_progress")
  private int inProgress;

  private int completed;
  private int failed;
  private int cancelled;
  private double progress;
  private @Nullable String error;

  /** For JPA only. */
  @SuppressWarnings("NullAway.Init")
  protected TreeRun() {}

  public UUID id() {
    return id;
  }

  public UUID treeId() {
    return treeId;
  }

  /** 1 for the first run of its tree. */
  public int number() {
    return number;
  }

  public RunStatus status() {
    return status;
  }

  public RunScope scope() {
    return scope;
  }

  public RunTrigger trigger() {
    return trigger;
  }

  /** Whether executors are not entered, and results of their form made up. */
  public boolean isDemo() {
    return RunOptions.ofText(options).isDemo();
  }

  /** The priority of the tree's root; lower runs are claimed first. */
  public int priority() {
    return priority;
  }

  /** JSON text of inputs given for this run only: {@code {"<task id>": {...}}}. */
  public Optional<String> inputs() {
    return Optional.ofNullable(inputs);
  }

  public Instant createdAt() {
    return createdAt;
  }

  public Optional<Instant> startedAt() {
    return Optional.ofNullable(startedAt);
  }

  public Optional<Instant> endedAt() {
    return Optional.ofNullable(endedAt);
  }

  /** When a waiting run goes on. */
  public Optional<Instant> wakeAt() {
    return Optional.ofNullable(wakeAt);
  }

  /** The node that owns it; empty when it is queued, paused, parked or over. */
  public Optional<UUID> claimedBy() {
    return Optional.ofNullable(claimedBy);
  }

  /** Name of the node that owns it, or owned it last. */
  public Optional<String> node() {
    return Optional.ofNullable(node);
  }

  /** How often it was claimed. */
  public long epoch() {
    return epoch;
  }

  /** How many writes its owners made. */
  long revision() {
    return revision;
  }

  /** What a user has asked of its owner. */
  public Optional<RunRequest> request() {
    return Optional.ofNullable(request);
  }

  /** The Jakarta Batch job execution of its latest claim. */
  public Optional<Long> jobExecutionId() {
    return Optional.ofNullable(jobExecutionId);
  }

  /** How many of the run's tasks are in each status. */
  public Map<TaskStatus, Integer> counts() {
    Map<TaskStatus, Integer> counts = new EnumMap<>(TaskStatus.class);
    counts.put(TaskStatus.PENDING, pending);
    counts.put(TaskStatus.IN_PROGRESS, inProgress);
    counts.put(TaskStatus.COMPLETED, completed);
    counts.put(TaskStatus.FAILED, failed);
    counts.put(TaskStatus.CANCELLED, cancelled);
    return counts;
  }

  /** Mean progress of all the tree's tasks, 0 to 1. */
  public double progress() {
    return progress;
  }

  /** Why it did not complete, in a sentence. */
  public Optional<String> error() {
    return Optional.ofNullable(error);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TreeRun run && id.equals(run.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "run " + id + " (number " + number + " of tree " + treeId + ")";
  }
}
