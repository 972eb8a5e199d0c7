package org.espalier.api.rest;

import java.util.AbstractSequentialList;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.espalier.tree.PageSize;
import org.espalier.tree.Task;
import org.espalier.wire.TaskMessage;

/**
 * The tasks of a tree as the list of a message, read from the database in pages while it is
 * written, so that no tree is in memory as a whole. Can be gone through from the beginning, and
 * nothing else.
 */
final class PagedTasks extends AbstractSequentialList<TaskMessage> {
  private final int size;
  private final int after;
  private final Source source;
  private final Function<Task, TaskMessage> message;

  /** Reads a page. */
  @FunctionalInterface
  interface Source {
    /** The tasks whose place in the tree is behind that one, in order. */
    List<Task> behind(int ordinal, int limit);
  }

  PagedTasks(int size, int after, Source source, Function<Task, TaskMessage> message) {
    this.size = size;
    this.after = after;
    this.source = source;
    this.message = message;
  }

  @Override
  public Iterator<TaskMessage> iterator() {
    Iterator<Task> tasks = tasks();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return tasks.hasNext();
      }

      @Override
      public TaskMessage next() {
        return message.apply(tasks.next());
      }
    };
  }

  /** The tasks themselves. */
  Iterator<Task> tasks() {
    return new TaskIterator();
  }

  /** How many there were when the tree was read. */
  @Override
  public int size() {
    return size;
  }

  @Override
  public ListIterator<TaskMessage> listIterator(int index) {
    throw new UnsupportedOperationException("tasks are read in order, once");
  }

  private final class TaskIterator implements Iterator<Task> {
    private int ordinal = after;
    private final PageSize pageSize = new PageSize();
    private Iterator<Task> page = List.<Task>of().iterator();
    private boolean isLast;

    @Override
    public boolean hasNext() {
      if (!page.hasNext() && !isLast) {
        List<Task> read = source.behind(ordinal, pageSize.limit());
        isLast = read.size() < pageSize.limit();
        page = read.iterator();
        pageSize.read(read);
      }
      return page.hasNext();
    }

    @Override
    public Task next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Task next = page.next();
      ordinal = next.ordinal();
      return next;
    }
  }
}
