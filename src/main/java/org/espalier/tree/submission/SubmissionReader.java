package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.json.field.Violations;
import org.espalier.settings.EspalierSettings;
import org.espalier.tree.NewTree;

/** Turns the body of a submission into checked trees. Thread-safe. */
@ApplicationScoped
public class SubmissionReader {
  /** Every field a submitted task may have, those included that it must not set to anything. */
  public static final Set<String> FIELDS_AND_STATE =
      TaskParser.fieldsWith("status", "progress", "result", "error");

  private EspalierSettings settings;
  private ExecutorCatalog executors;
  private Clock clock;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected SubmissionReader() {}

  @Inject
  public SubmissionReader(EspalierSettings settings, ExecutorCatalog executors, Clock clock) {
    this.settings = settings;
    this.executors = executors;
    this.clock = clock;
  }

  /**
   * A checked submission.
   *
   * @param isBulk whether it came as {@code {"trees": [...]}}
   * @param trees its trees, in order
   */
  public record Submission(boolean isBulk, List<NewTree> trees) {}

  /**
   * Reads and checks a body: {@code {"tasks": [...]}}, an array of tasks, one task with nested
   * {@code children}, or {@code {"trees": [{"tasks": [...]}, ...]}}.
   *
   * @throws InvalidTreeException with all faults
   */
  public Submission read(JsonNode body) {
    return read(body, true);
  }

  /**
   * The same for a caller who may leave executors out, or name some that are not available here;
   * such a task fails when it is run.
   *
   * @throws InvalidTreeException with all faults
   */
  public Submission readLeniently(JsonNode body) {
    return read(body, false);
  }

  private Submission read(JsonNode body, boolean needsExecutors) {
    Violations violations = new Violations(settings.limits().maxReportedViolations());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    SubmissionParser.Drafts parsed = new SubmissionParser(settings, now, violations).parse(body);
    TreeValidator validator =
        new TreeValidator(settings.limits(), executors, violations, needsExecutors);
    List<NewTree> trees = new ArrayList<>(parsed.trees().size());
    for (int i = 0; i < parsed.trees().size(); i++) {
      String pointer = parsed.isBulk() ? "/trees/" + i : "";
      NewTree tree = validator.validate(parsed.trees().get(i), pointer, now);
      if (tree != null) {
        trees.add(tree);
      }
    }
    violations.throwIfAny();
    return new Submission(parsed.isBulk(), trees);
  }
}
