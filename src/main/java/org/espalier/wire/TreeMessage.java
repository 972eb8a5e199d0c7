package org.espalier.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tree and its latest run.
 *
 * @param id the id of the root task
 * @param name the name of the root task
 * @param status what the latest run says about the tree, in the words of a task; {@code pending}
 *     when there is none
 * @param progress 0 to 1
 * @param taskCount how many tasks it has; left out where they are given
 * @param tasks all its tasks in the order of the submission; left out in lists
 * @param run the latest run; null when it was never run
 */
@JsonNaming(SnakeCaseStrategy.class)
public record TreeMessage(
    UUID id,
    String name,
    String status,
    double progress,
    @JsonSerialize(using = InstantForm.class) Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer taskCount,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<TaskMessage> tasks,
    @Nullable RunMessage run) {}
