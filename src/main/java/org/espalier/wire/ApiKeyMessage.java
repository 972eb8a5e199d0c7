package org.espalier.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key.
 *
 * @param key the key itself: once, in the answer that made it
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ApiKeyMessage(
    String id,
    String name,
    List<String> roles,
    List<String> executors,
    String createdBy,
    @JsonSerialize(using = InstantForm.class) Instant createdAt,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant expiresAt,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant revokedAt,
    @JsonSerialize(using = InstantForm.class) @Nullable Instant lastUsedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key) {}
