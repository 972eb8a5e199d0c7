package org.espalier.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a task is not running.
 *
 * @param kind one stable word: {@code dependency}
 * @param tasks the tasks it waits for, or that keep it from ever starting; long lists are cut
 * @param at when it goes on, where that is known
 * @param approvalId the question whose answer it waits for: {@code GET /api/approvals/<id>}
 * @param detail one sentence for a person
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WaitingMessage(
    String kind,
    List<WaitedTask> tasks,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant at,
    @JsonProperty("approval_id") @Nullable UUID approvalId,
    String detail) {
  public WaitingMessage {
    tasks = List.copyOf(tasks);
  }

  /** A task somebody waits for. */
  public record WaitedTask(UUID id, String name, String status) {}
}
