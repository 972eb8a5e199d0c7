package org.espalier.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.json.JsonTime;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.security.Role;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a new API key is to be: {@code {"name", "roles", "executors", "expires_at"}}.
 * Thread-safe.
 */
@ApplicationScoped
public class KeyRequests {
  private static final int MAX_NAME = 255;
  private static final int MAX_TIME = 100;
  private static final String ROLES =
      Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", "));

  @Inject EspalierSettings settings;
  @Inject ExecutorRegistry executors;
  @Inject SteadyClock clock;

  /** For the container, which sets the fields. */
  public KeyRequests() {}

  /** What a new key is to be. */
  record NewKey(String name, Set<Role> roles, Set<String> executors, Optional<Instant> expiresAt) {}

  /**
   * Reads a body.
   *
   * @throws org.espalier.json.field.InvalidRequestException with all faults
   */
  NewKey read(JsonNode body) {
    Violations violations = new Violations(settings.limits().maxReportedViolations());
    if (!body.isObject()) {
      violations.add(
          "",
          ViolationCode.TYPE,
          "Expected {\"name\", \"roles\", \"executors\", \"expires_at\"}; got %s.",
          FieldReader.describe(body));
      violations.refuseRequestIfAny();
    }
    FieldReader fields = new FieldReader((ObjectNode) body, "", violations);
    fields.refuseUnknown(Set.of("name", "roles", "executors", "expires_at"));
    @Nullable String name = fields.text("name", MAX_NAME);
    if (fields.node("name") == null) {
      violations.add(
          "/name", ViolationCode.REQUIRED, "'name' is required: whom or what the key is for.");
    }
    NewKey read =
        new NewKey(
            name == null ? "" : name,
            roles(fields, violations),
            granted(fields, violations),
            expiry(fields, violations));
    violations.refuseRequestIfAny();
    return read;
  }

  private static Set<Role> roles(FieldReader fields, Violations violations) {
    Set<Role> roles = new LinkedHashSet<>();
    List<String> words = fields.texts("roles");
    for (int i = 0; i < words.size(); i++) {
      Optional<Role> role = Role.find(words.get(i));
      role.ifPresent(roles::add);
      if (role.isEmpty()) {
        violations.mismatch(
            "/roles/" + i,
            ViolationCode.TYPE,
            "roles",
            "some of " + ROLES,
            "'" + FieldReader.shorten(words.get(i)) + "'");
      }
    }
    @Nullable JsonNode given = fields.node("roles");
    if (given == null || given.isArray() && given.isEmpty()) {
      violations.add("/roles", ViolationCode.REQUIRED, "'roles' is required: some of %s.", ROLES);
    }
    return roles;
  }

  private Set<String> granted(FieldReader fields, Violations violations) {
    List<String> kinds = fields.texts("executors");
    for (int i = 0; i < kinds.size(); i++) {
      if (!executors.isKnown(kinds.get(i))) {
        violations.add(
            "/executors/" + i,
            ViolationCode.UNKNOWN_EXECUTOR,
            "There is no executor '%s'; GET /api/executors lists them.",
            FieldReader.shorten(kinds.get(i)));
      }
    }
    return new LinkedHashSet<>(kinds);
  }

  private Optional<Instant> expiry(FieldReader fields, Violations violations) {
    @Nullable String text = fields.text("expires_at", MAX_TIME);
    if (text == null) {
      return Optional.empty();
    }
    try {
      Instant end = OffsetDateTime.parse(text).toInstant();
      if (end.isAfter(clock.instant()) && JsonTime.isWithinYears(end)) {
        return Optional.of(end);
      }
    } catch (DateTimeException e) {
      // Said below, as of a time that is over.
    }
    violations.mismatch(
        "/expires_at",
        ViolationCode.RANGE,
        "expires_at",
        "a time to come, such as 2027-01-31T00:00:00Z",
        "'" + FieldReader.shorten(text) + "'");
    return Optional.empty();
  }
}
