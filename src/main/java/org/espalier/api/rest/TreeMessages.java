package org.espalier.api.rest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.espalier.engine.query.ListedTree;
import org.espalier.engine.store.TreeRun;
import org.espalier.tree.NewTree;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.TaskTree;
import org.espalier.wire.TaskMessage;
import org.espalier.wire.TreeMessage;
import org.jspecify.annotations.Nullable;

/** Turns trees into messages. */
final class TreeMessages {
  private TreeMessages() {}

  /** A tree whose tasks are read while it is written. */
  static TreeMessage streamed(TaskTree tree, List<TaskMessage> tasks, Optional<TreeRun> latestRun) {
    return message(tree, latestRun, null, tasks);
  }

  /** A tree without its tasks. */
  static TreeMessage summary(TaskTree tree, Optional<TreeRun> latestRun) {
    return message(tree, latestRun, tree.taskCount(), null);
  }

  /** A tree as an item of a list. */
  static TreeMessage of(ListedTree listed) {
    TaskTree tree = listed.tree();
    return message(tree, listed.latestRun(), tree.taskCount(), null);
  }

  /**
   * A tree that was just stored.
   *
   * @param queuedAt when the run stored with it was queued, if one was
   */
  static TreeMessage ofSubmitted(NewTree stored, Optional<Instant> queuedAt) {
    TaskTree tree = stored.tree();
    return new TreeMessage(
        tree.id(),
        tree.name(),
        TaskStatus.PENDING.word(),
        0,
        tree.createdAt(),
        null,
        TaskMessages.ofSubmitted(stored.tasks(), queuedAt.isPresent()),
        queuedAt.map(at -> RunMessages.queued(tree, at)).orElse(null));
  }

  private static TreeMessage message(
      TaskTree tree,
      Optional<TreeRun> run,
      @Nullable Integer taskCount,
      @Nullable List<TaskMessage> tasks) {
    return new TreeMessage(
        tree.id(),
        tree.name(),
        run.map(r -> r.status().treeStatus()).orElse(TaskStatus.PENDING).word(),
        run.map(TreeRun::progress).orElse(0.0),
        tree.createdAt(),
        taskCount,
        tasks,
        run.map(RunMessages::of).orElse(null));
  }
}
