package org.espalier.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.espalier.engine.approval.Answer;
import org.espalier.json.Excerpt;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.settings.EspalierSettings;
import org.jspecify.annotations.Nullable;

/**
 * Reads what somebody answers to a question: {@code {"decided_by", "comment", "form"}}. Where the
 * server knows its caller, that is who answers; elsewhere it is who the body says. Thread-safe.
 */
@ApplicationScoped
public class Answers {
  private static final int MAX_NAME = 255;
  private static final int MAX_COMMENT = 10_000;

  @Inject EspalierSettings settings;

  /** For the container, which sets the fields. */
  public Answers() {}

  /**
   * Reads a body.
   *
   * @throws org.espalier.json.field.InvalidRequestException with all faults
   */
  Answer read(boolean isApproval, JsonNode body, SecurityContext security) {
    Violations violations = new Violations(settings.limits().maxReportedViolations());
    if (!body.isObject()) {
      violations.add(
          "",
          ViolationCode.TYPE,
          "Expected {\"decided_by\", \"comment\", \"form\"}; got %s.",
          FieldReader.describe(body));
      violations.refuseRequestIfAny();
    }
    FieldReader fields = new FieldReader((ObjectNode) body, "", violations);
    fields.refuseUnknown(Set.of("decided_by", "comment", "form"));
    @Nullable Principal caller = security.getUserPrincipal();
    String decidedBy = decidedBy(fields, caller, violations);
    Optional<String> comment = comment(fields, violations);
    ObjectNode form = fields.object("form", settings.engine().maxResultBytes());
    violations.refuseRequestIfAny();
    Predicate<String> isInGroup = caller == null ? group -> false : security::isUserInRole;
    return new Answer(isApproval, decidedBy, isInGroup, comment, Optional.ofNullable(form));
  }

  /** Of several lines, where wanted; a blank one is none. */
  private static Optional<String> comment(FieldReader fields, Violations violations) {
    JsonNode given = fields.node("comment");
    if (given == null) {
      return Optional.empty();
    }
    if (!given.isTextual() || Excerpt.isLonger(given.textValue(), MAX_COMMENT)) {
      violations.mismatch(
          "/comment",
          ViolationCode.TYPE,
          "comment",
          "a text of at most %d characters".formatted(MAX_COMMENT),
          FieldReader.describe(given));
      return Optional.empty();
    }
    return Optional.of(given.textValue()).filter(text -> !text.isBlank());
  }

  private static String decidedBy(
      FieldReader fields, @Nullable Principal caller, Violations violations) {
    String given = fields.text("decided_by", MAX_NAME);
    if (caller == null) {
      if (fields.node("decided_by") == null) {
        violations.add(
            "/decided_by",
            ViolationCode.REQUIRED,
            "'decided_by' is required: the name of the person who decides.");
      }
      return given == null ? "" : given;
    }
    if (given != null && !given.equals(caller.getName())) {
      violations.add(
          "/decided_by",
          ViolationCode.NOT_THE_CALLER,
          "'decided_by' is not the caller, '%s'; leave it out.",
          FieldReader.shorten(caller.getName()));
    }
    return caller.getName();
  }
}
