package org.espalier.engine.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.Decisions;
import org.espalier.engine.Decisions.Reception;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.Question;
import org.espalier.json.Json;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.settings.EspalierSettings;
import org.jspecify.annotations.Nullable;

/**
 * Takes the answers of persons: checks who answers and what was filled in, and has the answer
 * recorded if it is the first. Thread-safe. Must not be called inside a JTA transaction.
 */
@ApplicationScoped
public class Approvals {
  private ApprovalRepository repository;
  private Decisions decisions;
  private InputSchemas schemas;
  private EspalierSettings settings;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected Approvals() {}

  @Inject
  public Approvals(
      ApprovalRepository repository,
      Decisions decisions,
      InputSchemas schemas,
      EspalierSettings settings) {
    this.repository = repository;
    this.decisions = decisions;
    this.schemas = schemas;
    this.settings = settings;
  }

  /** Questions, the oldest first. */
  public List<Approval> list(ApprovalQuery query) {
    return repository.list(query);
  }

  /**
   * The question with this id.
   *
   * @throws ApprovalNotFoundException when there is none
   */
  public Approval require(UUID id) {
    return repository.require(id);
  }

  /**
   * Answers a question.
   *
   * @return the question with the answer
   * @throws ApprovalNotFoundException when there is none
   * @throws ApprovalStateException when it is not open
   * @throws NotAnApproverException when it is not for this person to answer
   * @throws org.espalier.json.field.InvalidRequestException when the form is not filled in as asked
   */
  public Approval answer(UUID id, Answer answer) {
    Approval approval = repository.require(id);
    if (approval.status() != ApprovalStatus.OPEN) {
      throw new ApprovalStateException(id, approval.story());
    }
    Question question = approval.question();
    refuseOthers(id, question, answer);
    String form = form(question, answer);
    Reception reception =
        decisions.decide(
            id,
            answer.isApproval() ? ApprovalStatus.APPROVED : ApprovalStatus.REJECTED,
            answer.decidedBy(),
            answer.comment().orElse(null),
            form);
    return switch (reception) {
      case ACCEPTED -> repository.require(id);
      case CANCELLED ->
          throw new ApprovalStateException(id, "is withdrawn, because its task is being cancelled");
      case NOT_OPEN -> throw new ApprovalStateException(id, repository.require(id).story());
    };
  }

  private static void refuseOthers(UUID id, Question question, Answer answer) {
    boolean isFree = question.approvers().isEmpty();
    if (!isFree
        && !question.approvers().contains(answer.decidedBy())
        && question.approvers().stream().noneMatch(answer.isInGroup())) {
      throw new NotAnApproverException(id, answer.decidedBy());
    }
  }

  /** Who rejects need not fill in the form; what they do fill in is checked all the same. */
  private @Nullable String form(Question question, Answer answer) {
    Violations violations = new Violations(settings.limits().maxReportedViolations());
    boolean isAsked = !question.form().isEmpty();
    Optional<ObjectNode> given =
        answer.form().or(() -> answer.isApproval() && isAsked ? empty() : Optional.empty());
    if (given.isEmpty()) {
      return null;
    }
    schemas
        .validate(question.form(), given.get())
        .forEach(
            fault ->
                violations.add(
                    "/form" + fault.pointer(),
                    ViolationCode.INVALID_FORM,
                    "%s",
                    sentence(fault.message())));
    String text = Json.writeCapped(given.get(), settings.engine().maxResultBytes()).text();
    if (text == null) {
      violations.add(
          "/form",
          ViolationCode.TOO_LARGE,
          "The form is larger than the %d bytes of a result.",
          settings.engine().maxResultBytes());
    }
    violations.refuseRequestIfAny();
    return text;
  }

  private static Optional<ObjectNode> empty() {
    return Optional.of(Json.object());
  }

  private static String sentence(String message) {
    return "The form is not filled in as asked: " + message + ".";
  }
}
