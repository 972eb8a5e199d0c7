package org.espalier.security;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A key that a program calls with, as it is stored: without the key itself.
 *
 * @param id the part of the key that is no secret; it stands in front of the rest
 * @param name whom or what it is for
 * @param executors restricted kinds that are granted by name
 * @param createdBy the caller's name
 * @param expiresAt from when on it is refused; empty for never
 * @param revokedAt since when it is refused
 * @param lastUsedAt when it was last taken, to about a minute
 */
public record ApiKey(
    String id,
    String name,
    Set<Role> roles,
    Set<String> executors,
    String createdBy,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt,
    Optional<Instant> lastUsedAt) {
  public ApiKey {
    roles = Set.copyOf(roles);
    executors = Set.copyOf(executors);
  }

  boolean isValidAt(Instant now) {
    return revokedAt.isEmpty() && expiresAt.filter(end -> !now.isBefore(end)).isEmpty();
  }

  Caller caller() {
    return new Caller(id, name, roles, executors);
  }
}
