package org.espalier.engine.store;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.message.AttemptStatus;
import org.jspecify.annotations.Nullable;

/**
 * One try of one task in one run, as stored. Written only through {@code RunJournal}: once with its
 * start, if it runs long enough, and once with its end. This class only reads. Not thread-safe.
 */
@Entity
@Table(name = "attempt")
public class TaskAttempt {
  /** Which run, which task, which try. */
  @Embeddable
  public record Key(
      @Column(name = "run_id") UUID runId, @Column(name = "task_id") UUID taskId, int number)
      implements Serializable {}

  @EmbeddedId private Key key;

  @Column(name = "tree_id")
  private UUID treeId;

  private long epoch;

  @Convert(converter = EngineConverters.OfAttemptStatus.class)
  private AttemptStatus status;

  @Column(name = "started_at")
  private Instant startedAt;

  @Column(name = "ended_at")
  private @Nullable Instant endedAt;

  private String node;

  /**
   * A JSON object: what the executor was given, secrets excepted; large ones as {@code {"$omitted":
   * {"bytes": n}}}.
   */
  private @Nullable String inputs;

  /** A JSON object: the result, or what is known of a failed try. */
  private @Nullable String result;

  private @Nullable String error;

  @Column(name = "error_kind")
  private @Nullable String errorKind;

  private @Nullable Boolean retryable;

  /** For JPA only. */
  @SuppressWarnings("NullAway.Init")
  protected TaskAttempt() {}

  public UUID runId() {
    return key.runId();
  }

  public UUID taskId() {
    return key.taskId();
  }

  /** 1 for the first attempt of the task in its run. */
  public int number() {
    return key.number();
  }

  public AttemptStatus status() {
    return status;
  }

  /** Taken just before the executor was entered. */
  public Instant startedAt() {
    return startedAt;
  }

  /** Taken just after it returned; empty while it runs. */
  public Optional<Instant> endedAt() {
    return Optional.ofNullable(endedAt);
  }

  /** Name of the node it ran on. */
  public String node() {
    return node;
  }

  /** JSON text of what the executor was given, secrets excepted. */
  public Optional<String> inputs() {
    return Optional.ofNullable(inputs);
  }

  /** JSON text of the result, or of what is known of a failed try. */
  public Optional<String> result() {
    return Optional.ofNullable(result);
  }

  public Optional<String> error() {
    return Optional.ofNullable(error);
  }

  /** The kind of failure: one stable word. */
  public Optional<String> errorKind() {
    return Optional.ofNullable(errorKind);
  }

  /** Whether the failure was one a retry can help; empty unless it failed. */
  public Optional<Boolean> retryable() {
    return Optional.ofNullable(retryable);
  }
}
