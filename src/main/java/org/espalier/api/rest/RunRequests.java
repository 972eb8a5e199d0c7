package org.espalier.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.store.RunStart;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.settings.EspalierSettings;
import org.espalier.tree.TaskName;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.submission.RunInputsValidator;
import org.espalier.webhook.WebhookConfig;
import org.espalier.webhook.WebhookFields;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a caller wants to run of a tree: {@code {"scope", "tasks", "inputs", "webhook_config",
 * "use_demo"}}.
 */
@ApplicationScoped
public class RunRequests {
  @Inject EspalierSettings settings;
  @Inject TaskRepository tasks;
  @Inject RunInputsValidator inputsValidator;

  /** For the container, which sets the fields. */
  public RunRequests() {}

  /**
   * Reads a body; tasks are named by id, key or name.
   *
   * @throws org.espalier.json.field.InvalidRequestException with all faults
   */
  public RunStart read(JsonNode body, UUID treeId) {
    Violations violations = new Violations(settings.limits().maxReportedViolations());
    if (!body.isObject()) {
      violations.add(
          "",
          ViolationCode.TYPE,
          "Expected {\"scope\", \"tasks\", \"inputs\"}; got %s.",
          FieldReader.describe(body));
      violations.refuseRequestIfAny();
    }
    FieldReader fields = new FieldReader((ObjectNode) body, "", violations);
    fields.refuseUnknown(Set.of("scope", "tasks", "inputs", "webhook_config", "use_demo"));
    List<TaskName> all = namesTasks(fields) ? tasks.namesOf(treeId) : List.of();
    Map<String, UUID> names = index(all);
    RunScope scope = scope(fields, violations);
    RunStart start =
        new RunStart(
            scope, chosen(fields, names, violations), inputs(fields, names, all, violations));
    Optional<WebhookConfig> webhook = WebhookFields.read(fields, "webhook_config", violations);
    boolean isDemo = fields.flag("use_demo", false);
    violations.refuseRequestIfAny();
    RunStart told = webhook.map(start::with).orElse(start);
    return isDemo ? told.asDemo() : told;
  }

  private static boolean namesTasks(FieldReader fields) {
    return fields.node("tasks") != null || fields.node("inputs") != null;
  }

  private static RunScope scope(FieldReader fields, Violations violations) {
    @Nullable RunScope given = fields.constant("scope", RunScope.class);
    JsonNode tasks = fields.node("tasks");
    boolean namesTasks = tasks != null && !tasks.isEmpty();
    boolean isOfTasks = given == RunScope.TASKS || given == RunScope.CHAIN;
    if (given != null && isOfTasks && !namesTasks) {
      violations.add(
          "/tasks",
          ViolationCode.REQUIRED,
          "The scope '%s' needs 'tasks', at least one.",
          given.word());
    }
    if (given != null && !isOfTasks && namesTasks) {
      violations.add(
          "/tasks",
          ViolationCode.NOT_APPLICABLE,
          "'tasks' goes with the scopes 'tasks' and 'chain' only.");
    }
    return given != null ? given : namesTasks ? RunScope.TASKS : RunScope.ALL;
  }

  /** A name is what is not an id or a key of another task. */
  private static Map<String, UUID> index(List<TaskName> names) {
    Map<String, UUID> index = new HashMap<>();
    names.forEach(task -> index.put(task.name(), task.id()));
    for (TaskName task : names) {
      if (task.key() != null) {
        index.put(task.key(), task.id());
      }
    }
    names.forEach(task -> index.put(task.id().toString(), task.id()));
    return index;
  }

  private static Set<UUID> chosen(
      FieldReader fields, Map<String, UUID> names, Violations violations) {
    Set<UUID> chosen = new LinkedHashSet<>();
    int place = 0;
    for (String reference : fields.texts("tasks")) {
      UUID id = find(reference, "/tasks/" + place++, names, violations);
      if (id != null) {
        chosen.add(id);
      }
    }
    return chosen;
  }

  private Map<UUID, ObjectNode> inputs(
      FieldReader fields, Map<String, UUID> names, List<TaskName> all, Violations violations) {
    int maxBytes = settings.limits().maxInputsBytes();
    ObjectNode given = fields.object("inputs", settings.limits().maxBodyBytes());
    Map<UUID, ObjectNode> inputs = new HashMap<>();
    if (given == null) {
      return inputs;
    }
    Map<UUID, TaskName> byId = all.stream().collect(Collectors.toMap(TaskName::id, name -> name));
    FieldReader byTask = new FieldReader(given, "/inputs", violations);
    given
        .fieldNames()
        .forEachRemaining(
            reference -> {
              String pointer = byTask.pointerTo(reference);
              UUID id = find(reference, pointer, names, violations);
              ObjectNode value = byTask.object(reference, maxBytes);
              if (id != null && value != null) {
                inputs.put(id, value);
                inputsValidator.check(tasks.requireTask(id), value, pointer, byId, violations);
              }
            });
    return inputs;
  }

  private static @Nullable UUID find(
      String reference, String pointer, Map<String, UUID> names, Violations violations) {
    UUID id = names.get(reference);
    if (id == null) {
      violations.add(
          pointer,
          ViolationCode.UNKNOWN_TASK,
          "The tree has no task '%s'.",
          FieldReader.shorten(reference));
    }
    return id;
  }
}
