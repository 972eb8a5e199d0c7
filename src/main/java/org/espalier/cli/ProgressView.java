package org.espalier.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.espalier.client.StreamEvent;

/**
 * Shows the tasks of one run as they change: a line per change and, on a terminal, a bar below them
 * that is drawn over. Not thread-safe.
 */
final class ProgressView {
  private static final int BAR_WIDTH = 40;
  private static final String ERASE_LINE = "\r\u001b[2K";

  private final Map<String, String> names;
  private final Map<String, String> statuses = new HashMap<>();
  private final Map<String, Integer> quarters = new HashMap<>();
  private final PrintStream out;
  private final boolean terminal;
  private final long startedAt = System.nanoTime();

  /** For tasks with these ids and names. */
  ProgressView(Map<String, String> names, PrintStream out, boolean terminal) {
    this.names = names;
    this.out = out;
    this.terminal = terminal;
  }

  /** Takes an event; those that are not about a known task only redraw the bar. */
  void show(StreamEvent event) {
    String id = event.data().path("task_id").asText("");
    String status = event.data().path("status").asText("");
    String name = names.get(id);
    if (name != null && !status.isEmpty()) {
      if (!status.equals(statuses.put(id, status))) {
        printLine(name, status);
      } else if (nextQuarter(id, event.data().path("progress").asDouble())) {
        printLine(name, quarters.getOrDefault(id, 0) * 25 + " %");
      }
    }
    drawBar();
  }

  /** Whether a task has come a quarter further than was shown; ends have lines of their own. */
  private boolean nextQuarter(String id, double progress) {
    int quarter = Math.min(3, (int) (progress * 4));
    if (quarter <= quarters.getOrDefault(id, 0)) {
      return false;
    }
    quarters.put(id, quarter);
    return true;
  }

  /** Leaves the bar as it is, on a line of its own. */
  void close() {
    if (terminal) {
      out.println();
    }
  }

  private void printLine(String name, String what) {
    out.printf(
        "%s%8s  %3d/%d  %-12s %s%n",
        terminal ? ERASE_LINE : "", elapsed(), ended(), names.size(), what.replace('_', ' '), name);
  }

  private void drawBar() {
    if (!terminal) {
      return;
    }
    int filled = names.isEmpty() ? BAR_WIDTH : (int) (BAR_WIDTH * ended() / names.size());
    out.printf(
        "%s[%s%s] %d of %d done, %d running, %s",
        ERASE_LINE,
        "#".repeat(filled),
        ".".repeat(BAR_WIDTH - filled),
        ended(),
        names.size(),
        count("in_progress"),
        elapsed());
    out.flush();
  }

  private long ended() {
    return count("completed") + count("failed") + count("cancelled");
  }

  private long count(String status) {
    return statuses.values().stream().filter(status::equals).count();
  }

  private String elapsed() {
    return RunLine.seconds(Duration.ofNanos(System.nanoTime() - startedAt));
  }
}
