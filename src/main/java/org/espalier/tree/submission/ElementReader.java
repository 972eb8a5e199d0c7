package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.json.field.Violations;
import org.espalier.settings.EspalierSettings;
import org.espalier.tree.ElementTask;
import org.espalier.tree.TaskDependency;

/**
 * Reads tasks that a running task made, one for each element of a list, in the notation of a
 * submission. Thread-safe.
 */
public final class ElementReader {
  private final EspalierSettings settings;
  private final Supplier<UUID> ids;

  /**
   * A reader.
   *
   * @param ids gives each task its id
   */
  public ElementReader(EspalierSettings settings, Supplier<UUID> ids) {
    this.settings = settings;
    this.ids = ids;
  }

  /**
   * The task for one element.
   *
   * @param index of the element, from 0
   * @throws InvalidTreeException with all faults of the notation
   */
  public ElementTask read(ObjectNode json, int index) {
    Violations violations = new Violations(settings.limits().maxReportedViolations());
    TaskParser parser = new TaskParser(settings, Instant.EPOCH, violations);
    TaskDraft draft = parser.parseElement(json, "");
    violations.throwIfAny();
    return new ElementTask(
        ids.get(), index, TreeValidator.definition(draft, null, List.<TaskDependency>of()));
  }
}
