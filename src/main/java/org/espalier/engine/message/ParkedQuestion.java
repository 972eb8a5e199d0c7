package org.espalier.engine.message;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.espalier.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a task's row says of an attempt that waits for a decision: in {@code parked}, {@code
 * {"approval_id": uuid}}, and no time. Stateless.
 */
public final class ParkedQuestion {
  private static final String MARK = "{\"approval_id\":";

  private ParkedQuestion() {}

  public static String text(UUID approvalId) {
    return Json.write(Json.object().put("approval_id", approvalId.toString()));
  }

  /** Whether it is a decision that the parked attempt of such a row waits for. */
  public static boolean isIn(@Nullable String parked, @Nullable Instant retryAt) {
    return parked != null && retryAt == null && parked.startsWith(MARK);
  }

  /** The question of such a row; empty when the task waits for something else, or nothing. */
  public static Optional<UUID> in(@Nullable String parked, @Nullable Instant retryAt) {
    return parked != null && isIn(parked, retryAt)
        ? Optional.of(UUID.fromString(Json.readObject(parked).path("approval_id").asText()))
        : Optional.empty();
  }
}
