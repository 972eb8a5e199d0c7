package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.espalier.api.http.LargeReads;
import org.espalier.tree.Task;
import org.espalier.tree.TaskNotFoundException;
import org.espalier.tree.TaskRepository;

/**
 * Trees and lists of tasks as answers that are written while they are read, so that their size does
 * not matter. Thread-safe.
 */
@ApplicationScoped
public class StreamedTasks {
  @Inject TaskRepository tasks;
  @Inject TaskJson json;
  @Inject WaitingFor waiting;
  @Inject LargeReads turns;

  /** For the container, which sets the fields. */
  public StreamedTasks() {}

  /** Tasks in this order; those that are gone by then are left out. */
  JsonNode list(List<UUID> ids) {
    WrittenJson list = out -> writeList(ids, out);
    return list.node();
  }

  private void writeList(List<UUID> ids, JsonGenerator out) throws IOException {
    TaskPages pages = new TaskPages(ids, tasks::tasksWith, json::shown);
    out.writeStartArray();
    for (int i = 0; i < ids.size(); i++) {
      ObjectNode task = pages.next();
      if (task != null) {
        out.writeTree(task);
      }
    }
    out.writeEndArray();
  }

  /** A task and everything below it, with what they wait for. */
  JsonNode tree(Task root, NodeForm form) {
    WrittenJson tree = out -> writeTree(root, form, out);
    return tree.node();
  }

  private void writeTree(Task root, NodeForm form, JsonGenerator out) throws IOException {
    int size = tasks.requireTree(root.treeId()).taskCount();
    TreeOrder order = order(root, size);
    boolean needsAll = waiting.needsAllOf(root.treeId());
    LargeReads.Turn turn = turns.take(needsAll ? size : 0);
    try (turn) {
      Function<Task, Optional<JsonNode>> reasons = waiting.reasonsOf(root.treeId());
      TaskPages pages =
          new TaskPages(order.ids(), tasks::tasksWith, page -> json.shown(page, reasons));
      writeNodes(root, order, pages, form, out);
    }
  }

  private TreeOrder order(Task root, int size) {
    LargeReads.Turn turn = turns.takeForOutline(size);
    try (turn) {
      return TreeOrder.below(root.id(), tasks.outlineOf(root.treeId()));
    }
  }

  /** What is below a task that was deleted since is left out with it. */
  private static void writeNodes(
      Task root, TreeOrder order, TaskPages pages, NodeForm form, JsonGenerator out)
      throws IOException {
    int open = 0;
    for (int i = 0; i < order.ids().size(); i++) {
      ObjectNode task = pages.next();
      int depth = order.depth(i);
      if (task == null || depth > open) {
        continue;
      }
      for (; open > depth; open--) {
        form.end(out);
      }
      form.begin(task, depth == 0, out);
      open++;
    }
    if (open == 0) {
      throw new TaskNotFoundException(root.id());
    }
    for (; open > 0; open--) {
      form.end(out);
    }
  }
}
