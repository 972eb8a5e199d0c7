package org.espalier.tree.submission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.espalier.json.Json;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.json.field.Violations;
import org.espalier.settings.EspalierSettings;
import org.espalier.tree.NewTree;
import org.espalier.tree.OriginType;
import org.espalier.tree.Task;
import org.espalier.tree.TaskDefinition;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskTree;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new tree after tasks of a stored one: new ids, dependencies among the copied tasks kept,
 * every other dependency dropped and values put for references to it. Thread-safe.
 */
@ApplicationScoped
public class TreeCopier {
  private EspalierSettings settings;
  private Clock clock;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected TreeCopier() {}

  @Inject
  public TreeCopier(EspalierSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** What becomes of a task in the new tree. */
  public enum Fate {
    /** A copy that is yet to run. */
    PENDING,
    /** A copy that is completed, with the original's result. */
    COMPLETED,
    /** A link that shows the original as it is now. */
    LINK
  }

  /** A task to copy. */
  public record Part(Task original, Fate fate) {}

  /**
   * Makes the new tree. A part whose parent is not copied hangs on its nearest ancestor that is, or
   * else on the root.
   *
   * @param all all tasks of the stored tree
   * @param copied the tasks to copy; those made for elements of a list are left out, for the copy
   *     makes its own
   * @param root the original of the new root, one of the parts
   * @param overrides definition fields that every copy gets instead of its original's
   * @throws InvalidRequestException when an override is at fault
   */
  public NewTree copy(List<Task> all, List<Part> copied, Task root, ObjectNode overrides) {
    Map<UUID, UUID> newIds = new HashMap<>();
    List<Part> parts =
        copied.stream()
            .filter(part -> part.original.element().isEmpty() || part.original.equals(root))
            .toList();
    parts.forEach(part -> newIds.put(part.original.id(), UUID.randomUUID()));
    Map<UUID, UUID> parents = new HashMap<>();
    all.forEach(task -> task.parentId().ifPresent(parent -> parents.put(task.id(), parent)));
    Violations violations = new Violations(settings.limits().maxReportedViolations());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    DroppedReferences dropped = new DroppedReferences(all, violations);
    UUID treeId = Objects.requireNonNull(newIds.get(root.id()));
    List<Task> tasks = new ArrayList<>(parts.size());
    for (Part part : parts) {
      UUID parent = part.original.equals(root) ? null : parent(part.original, newIds, parents);
      ObjectNode own = overridesOf(part, root, overrides);
      Task.Place place =
          new Task.Place(
              Objects.requireNonNull(newIds.get(part.original.id())),
              treeId,
              tasks.size(),
              parent == null && !part.original.equals(root) ? treeId : parent,
              definition(part, newIds, own, dropped, violations));
      tasks.add(derived(part, place, now));
    }
    violations.refuseRequestIfAny();
    Task newRoot =
        tasks.stream().filter(task -> task.id().equals(treeId)).findFirst().orElseThrow();
    return new NewTree(new TaskTree(newRoot, tasks.size()), tasks);
  }

  /** Names stay apart: only the root takes another one. */
  private static ObjectNode overridesOf(Part part, Task root, ObjectNode overrides) {
    ObjectNode own = overrides.deepCopy();
    if (!part.original.equals(root)) {
      own.remove("name");
    }
    return own;
  }

  private static @Nullable UUID parent(Task task, Map<UUID, UUID> newIds, Map<UUID, UUID> parents) {
    UUID at = parents.get(task.id());
    while (at != null && !newIds.containsKey(at)) {
      at = parents.get(at);
    }
    return at == null ? null : newIds.get(at);
  }

  private static Task derived(Part part, Task.Place place, Instant now) {
    OriginType type = part.fate == Fate.LINK ? OriginType.LINK : OriginType.COPY;
    Task task = Task.derived(part.original, place, type, now);
    if (part.fate != Fate.PENDING) {
      task.completeLike(part.original);
    }
    return task;
  }

  private TaskDefinition definition(
      Part part,
      Map<UUID, UUID> newIds,
      ObjectNode overrides,
      DroppedReferences dropped,
      Violations violations) {
    Task task = part.original;
    Map<UUID, UUID> awaited = new HashMap<>();
    List<TaskDependency> dependencies = new ArrayList<>();
    for (TaskDependency dependency : task.dependencies()) {
      UUID newId = newIds.get(dependency.id());
      if (newId != null) {
        awaited.put(dependency.id(), newId);
        dependencies.add(new TaskDependency(newId, dependency.required()));
      }
    }
    ObjectNode json = TaskDrafts.json(task);
    if (part.fate == Fate.PENDING) {
      dropped.fill(task, json, newIds.keySet());
    }
    json.setAll(overrides);
    json.set("dependencies", Json.array());
    TaskDraft draft = new TaskParser(settings, clock.instant(), violations).parse(json, "", null);
    if (!violations.isEmpty()) {
      return task.definition();
    }
    TaskDefinition definition =
        TreeValidator.definition(draft, task.key().orElse(null), dependencies);
    return definition.withTextReplaced(awaited);
  }
}
