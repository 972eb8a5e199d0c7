package org.espalier.engine.approval;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.executor.Question;
import org.espalier.json.Json;
import org.espalier.json.JsonTime;
import org.jspecify.annotations.Nullable;

/**
 * A question that an attempt has put to a person, and the answer, as stored. Written by the engine
 * alone; this class only reads. Not thread-safe.
 */
@Entity
@Table(name = "approval")
public class Approval {
  @Id private UUID id;

  @Column(name = "run_id")
  private UUID runId;

  @Column(name = "task_id")
  private UUID taskId;

  private int attempt;

  @Column(name = "tree_id")
  private UUID treeId;

  @Convert(converter = ApprovalStatusConverter.class)
  private ApprovalStatus status;

  /** As {@link Question#toJson}. */
  private String question;

  @Column(name = "asked_at")
  private Instant askedAt;

  private @Nullable Instant deadline;

  @Column(name = "decided_by")
  private @Nullable String decidedBy;

  @Column(name = "decided_at")
  private @Nullable Instant decidedAt;

  private @Nullable String comment;

  /** A JSON object: what was filled in. */
  private @Nullable String form;

  /** For JPA only. */
  @SuppressWarnings("NullAway.Init")
  protected Approval() {}

  public UUID id() {
    return id;
  }

  public UUID runId() {
    return runId;
  }

  public UUID taskId() {
    return taskId;
  }

  /** The number of the attempt that asked. */
  public int attempt() {
    return attempt;
  }

  public UUID treeId() {
    return treeId;
  }

  public ApprovalStatus status() {
    return status;
  }

  public Question question() {
    return Question.ofJson(Json.readObject(question), Optional.ofNullable(deadline));
  }

  public Instant askedAt() {
    return askedAt;
  }

  /** Who decided; empty while nobody has, and of a deadline. */
  public Optional<String> decidedBy() {
    return Optional.ofNullable(decidedBy);
  }

  public Optional<Instant> decidedAt() {
    return Optional.ofNullable(decidedAt);
  }

  public Optional<String> comment() {
    return Optional.ofNullable(comment);
  }

  /** JSON text of what was filled in. */
  public Optional<String> form() {
    return Optional.ofNullable(form);
  }

  /** What has happened to it, as the end of a sentence: {@code was approved by ada at ...}. */
  String story() {
    String at = decidedAt == null ? "" : " at " + JsonTime.text(decidedAt);
    return switch (status) {
      case OPEN -> "is open";
      case APPROVED, REJECTED -> "was " + status.word() + " by " + decidedBy + at;
      case EXPIRED -> "expired" + at + ", when nobody had decided by its deadline";
      case WITHDRAWN -> "was withdrawn, because its task was cancelled";
    };
  }
}
