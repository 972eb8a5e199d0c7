package org.espalier.tree;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored tree: the root task's id and name, and how many tasks hang on it. Its tasks are {@link
 * Task} rows with this {@link #id} as their tree.
 */
@Entity
@Table(name = "tree")
public class TaskTree {
  @Id private UUID id;
  private String name;

  @Column(name = "user_id")
  private @Nullable String userId;

  @Column(name = "task_count")
  private int taskCount;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "last_run_id")
  private @Nullable UUID lastRunId;

  @Column(name = "merges_flat")
  private boolean mergesFlat;

  /** For JPA only. */
  @SuppressWarnings("NullAway.Init")
  protected TaskTree() {}

  public TaskTree(Task root, int taskCount) {
    this.id = root.id();
    this.name = root.name();
    this.userId = root.userId().orElse(null);
    this.taskCount = taskCount;
    this.createdAt = root.createdAt();
  }

  /** The id of the root task. */
  public UUID id() {
    return id;
  }

  /** The name of the root task. */
  public String name() {
    return name;
  }

  public Optional<String> userId() {
    return Optional.ofNullable(userId);
  }

  public int taskCount() {
    return taskCount;
  }

  public Instant createdAt() {
    return createdAt;
  }

  /** The latest run; empty when the tree was never run. */
  public Optional<UUID> lastRunId() {
    return Optional.ofNullable(lastRunId);
  }

  /**
   * Whether all its runs lay fields of results flat among the inputs of dependents, whatever starts
   * them.
   */
  public boolean mergesFlat() {
    return mergesFlat;
  }

  /** Its runs are to do so; before it is stored. */
  public void mergeFlat() {
    this.mergesFlat = true;
  }

  /** The root task was renamed. */
  public void rename(String newName) {
    this.name = newName;
  }

  /** So many tasks were added. */
  public void grow(int added) {
    this.taskCount += added;
  }

  /** So many of its tasks were deleted. */
  public void shrink(int deleted) {
    this.taskCount -= deleted;
  }

  void queueFor(UUID runId) {
    this.lastRunId = runId;
  }
}
