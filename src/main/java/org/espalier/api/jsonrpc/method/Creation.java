package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.engine.TreeRunner;
import org.espalier.engine.edit.TaskUpdates;
import org.espalier.engine.message.RunOptions;
import org.espalier.engine.store.RunCompanion;
import org.espalier.tree.NewTree;
import org.espalier.tree.Task;
import org.espalier.tree.submission.SubmissionReader;

/** Stores the tasks of a call: as a new tree, or in the tree of the parent they name. */
@ApplicationScoped
public class Creation {
  @Inject SubmissionReader reader;
  @Inject TreeRunner runner;
  @Inject TaskUpdates updates;
  @Inject TaskFinder finder;

  /** For the container, which sets the fields. */
  public Creation() {}

  /** Stores tasks; their ids, those of a new tree in order, the root wherever it stood. */
  List<UUID> store(ArrayNode given) {
    return FaultPlace.named(given, () -> stored(given));
  }

  private List<UUID> stored(ArrayNode given) {
    ArrayNode submission = TaskForm.submission(given);
    Optional<Task> parent = storedParent(submission);
    if (parent.isPresent()) {
      List<Task> added = updates.extend(parent.get().id(), submission);
      return added.stream().map(Task::id).toList();
    }
    List<NewTree> trees = read(submission);
    runner.submit(trees, false, Optional.empty());
    return trees.get(0).tasks().stream().map(Task::id).toList();
  }

  /**
   * Stores a new tree and queues a run of it, both or neither.
   *
   * @param companions what is stored together with the run
   */
  NewTree storeAndRun(ArrayNode given, RunOptions options, List<RunCompanion> companions) {
    List<NewTree> trees = FaultPlace.named(given, () -> read(TaskForm.submission(given)));
    runner.submitAndRun(trees, options, companions);
    return trees.get(0);
  }

  /** Trees that come here are merged flat whatever starts them, their schedule for instance. */
  private List<NewTree> read(ArrayNode submission) {
    List<NewTree> trees = reader.readLeniently(submission).trees();
    trees.forEach(tree -> tree.tree().mergeFlat());
    return trees;
  }

  /**
   * The stored task that tasks without a root are to hang on. Where it goes by a name of the
   * caller's own, its id takes that one's place.
   */
  private Optional<Task> storedParent(ArrayNode submission) {
    Set<String> names = new HashSet<>();
    submission.forEach(task -> names.addAll(namesOf(task)));
    Optional<Task> found = Optional.empty();
    for (JsonNode task : submission) {
      String parent = task.path("parent_id").textValue();
      if (parent == null) {
        return Optional.empty();
      }
      if (!names.contains(parent)) {
        Optional<Task> stored = finder.find(parent);
        stored.ifPresent(it -> ((ObjectNode) task).put("parent_id", it.id().toString()));
        found = found.or(() -> stored);
      }
    }
    return found;
  }

  private static List<String> namesOf(JsonNode task) {
    return List.of(task.path("id").asText(), task.path("key").asText(), task.path("name").asText());
  }
}
