package org.espalier.api.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.espalier.api.http.LargeReads;
import org.espalier.engine.query.PageCursor;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.query.WaitingReason;
import org.espalier.engine.query.WaitingReasons;
import org.espalier.engine.store.TreeRun;
import org.espalier.json.Json;
import org.espalier.tree.PageSize;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskTree;
import org.espalier.wire.Page;
import org.espalier.wire.TaskMessage;
import org.espalier.wire.TreeMessage;

/** Reads whole trees, and their tasks in pages. */
@ApplicationScoped
public class StoredTrees {
  private static final long MUCH_TEXT = 8 << 20;

  @Inject TaskRepository tasks;
  @Inject RunRepository runs;
  @Inject LargeReads turns;

  /** For the container, which sets the fields. */
  public StoredTrees() {}

  /**
   * A tree and its latest run without tasks, but their number.
   *
   * @throws org.espalier.tree.TreeNotFoundException when there is none
   */
  TreeMessage summary(UUID treeId) {
    return TreeMessages.summary(tasks.requireTree(treeId), runs.latestOf(treeId));
  }

  /** Whether there is a tree with this id. */
  boolean has(UUID treeId) {
    return tasks.findTree(treeId).isPresent();
  }

  /**
   * A tree with its tasks and its latest run, written while it is read, so that its size does not
   * matter.
   *
   * @throws org.espalier.tree.TreeNotFoundException when there is none
   */
  StreamingOutput stream(UUID treeId) {
    TaskTree tree = tasks.requireTree(treeId);
    return out -> {
      try (JsonGenerator json = generator(out)) {
        write(tree, json);
      }
    };
  }

  /**
   * Several of these as the items of a list.
   *
   * @throws org.espalier.tree.TreeNotFoundException when one is not there
   */
  StreamingOutput streamAll(List<UUID> treeIds) {
    List<TaskTree> trees = treeIds.stream().map(tasks::requireTree).toList();
    return out -> {
      try (JsonGenerator json = generator(out)) {
        json.writeStartObject();
        json.writeArrayFieldStart("items");
        for (TaskTree tree : trees) {
          write(tree, json);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
    };
  }

  /** What breaks off must not look like a whole tree. */
  private static JsonGenerator generator(OutputStream out) throws IOException {
    return Json.generator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
  }

  private void write(TaskTree tree, JsonGenerator json) throws IOException {
    LargeReads.Turn turn = turnFor(tree, runs.latestOf(tree.id()));
    try (turn) {
      // The run first: whoever sees that it is over must also see what became of its tasks.
      Optional<TreeRun> run = runs.latestOf(tree.id());
      PagedTasks paged = paged(tree, -1, messages(tree, run));
      json.writePOJO(TreeMessages.streamed(tree, paged, run));
    }
  }

  /**
   * A part of a tree's tasks, in the order of the submission.
   *
   * @param after where the part before ended
   * @param limit how many at most; fewer when they are large
   * @throws org.espalier.tree.TreeNotFoundException when there is no such tree
   */
  Page<TaskMessage> page(UUID treeId, Optional<PageCursor> after, int limit) {
    TaskTree tree = tasks.requireTree(treeId);
    Optional<TreeRun> run = runs.latestOf(treeId);
    int ordinal = after.map(PageCursor::number).orElse(-1);
    Iterator<Task> found = paged(tree, ordinal, TaskMessages::ofNeverRun).tasks();
    List<Task> part = new ArrayList<>();
    long text = 0;
    while (part.size() < limit && text < MUCH_TEXT && found.hasNext()) {
      Task task = found.next();
      text += PageSize.sizeOf(task);
      part.add(task);
    }
    return new Page<>(messages(tree, part, run), found.hasNext() ? cursor(part) : null);
  }

  private List<TaskMessage> messages(TaskTree tree, List<Task> part, Optional<TreeRun> run) {
    if (part.stream().noneMatch(TaskMessages::isWaiting)) {
      return part.stream().map(task -> TaskMessages.of(task, Optional.empty())).toList();
    }
    LargeReads.Turn turn = turnFor(tree, run);
    try (turn) {
      return part.stream().map(messages(tree, run)).toList();
    }
  }

  private static String cursor(List<Task> part) {
    Task last = part.get(part.size() - 1);
    return new PageCursor(last.createdAt(), last.id(), last.ordinal()).text();
  }

  private PagedTasks paged(TaskTree tree, int after, Function<Task, TaskMessage> message) {
    return new PagedTasks(
        tree.taskCount(),
        after,
        (ordinal, limit) -> tasks.pageOf(tree.id(), ordinal, limit),
        message);
  }

  /** Only what is asked of the tree as a whole takes memory. */
  private LargeReads.Turn turnFor(TaskTree tree, Optional<TreeRun> run) {
    boolean needsAll = run.isPresent() && runs.hasWaiting(tree.id());
    return turns.take(needsAll ? tree.taskCount() : 0);
  }

  /** Makes messages; why tasks wait can only be said of a tree as a whole. */
  private Function<Task, TaskMessage> messages(TaskTree tree, Optional<TreeRun> run) {
    if (run.isEmpty()) {
      return TaskMessages::ofNeverRun;
    }
    Map<UUID, WaitingReason> reasons =
        runs.hasWaiting(tree.id()) ? WaitingReasons.of(runs.statesOf(tree.id()), run) : Map.of();
    return task -> TaskMessages.of(task, Optional.ofNullable(reasons.get(task.id())));
  }
}
