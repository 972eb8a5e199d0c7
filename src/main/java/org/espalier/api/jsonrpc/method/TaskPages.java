package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.espalier.tree.PageSize;
import org.espalier.tree.Task;
import org.jspecify.annotations.Nullable;

/** Shows tasks one after the other, and reads a few at a time. Not thread-safe. */
final class TaskPages {
  private final List<UUID> ids;
  private final Function<List<UUID>, List<Task>> source;
  private final Function<List<Task>, List<ObjectNode>> form;
  private final PageSize pageSize = new PageSize();
  private final Map<UUID, ObjectNode> page = new HashMap<>();
  private Iterator<UUID> ofPage = List.<UUID>of().iterator();
  private int read;

  /**
   * @param source reads tasks in any order; those that are gone are left out
   * @param form shows tasks in their order
   */
  TaskPages(
      List<UUID> ids,
      Function<List<UUID>, List<Task>> source,
      Function<List<Task>, List<ObjectNode>> form) {
    this.ids = ids;
    this.source = source;
    this.form = form;
  }

  /** The task whose turn it is; null when it is gone. To be called once for each. */
  @Nullable ObjectNode next() {
    if (!ofPage.hasNext()) {
      readPage();
    }
    return page.remove(ofPage.next());
  }

  private void readPage() {
    page.clear();
    List<UUID> some = ids.subList(read, Math.min(ids.size(), read + pageSize.limit()));
    List<Task> found = source.apply(some);
    pageSize.read(found);
    List<ObjectNode> shown = form.apply(found);
    for (int i = 0; i < found.size(); i++) {
      page.put(found.get(i).id(), shown.get(i));
    }
    read += some.size();
    ofPage = some.iterator();
  }
}
