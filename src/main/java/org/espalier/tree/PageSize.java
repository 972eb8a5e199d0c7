package org.espalier.tree;

import java.util.List;

/**
 * How many tasks to read at once when many are read one after the other: more while they are small,
 * fewer when they are not, so that no page needs much memory. Not thread-safe.
 */
public final class PageSize {
  private static final int FIRST_PAGE = 4;
  private static final int LARGEST_PAGE = 256;
  private static final long MUCH_TEXT = 1 << 20;

  private int limit = FIRST_PAGE;

  /** So many tasks at most are to be read next. */
  public int limit() {
    return limit;
  }

  /** Tells what was read. */
  public void read(List<Task> page) {
    long text = page.stream().mapToLong(PageSize::sizeOf).sum();
    limit = text > MUCH_TEXT ? Math.max(1, limit / 2) : Math.min(LARGEST_PAGE, limit * 2);
  }

  /** About how many characters a task is. */
  public static long sizeOf(Task task) {
    return task.inputs().length() + task.result().map(String::length).orElse(0);
  }
}
