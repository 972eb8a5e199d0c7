package org.espalier.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hook of this node.
 *
 * @param name its class
 * @param of {@code task} or {@code tree}
 * @param executors the kinds it is called for; empty for all
 * @param calls how often it was called since the start
 * @param failures how often it threw something
 * @param lastError what it threw last; null when it never did
 */
@JsonNaming(SnakeCaseStrategy.class)
public record HookMessage(
    String name,
    String of,
    List<String> executors,
    long calls,
    long failures,
    @Nullable String lastError,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant lastFailureAt) {}
