package org.espalier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import org.espalier.it.Await;

/**
 * What waiting tasks cost the server's heap: live objects after a full collection, against those of
 * the warm server before.
 */
final class WaitingMemory {
  private static final int RUNS = 10_000;
  private static final int TASKS = 100_000;
  private static final int HOUR = 3_600;
  private static final Target TARGET = Target.atMost(2_000);
  private static final Duration BOUND = Duration.ofMinutes(5);
  private static final String PARKED = "status = 'waiting'";
  private static final String OWNED = "claimed_by is not null";
  private static final int CLASSES = 16;

  private final Site site;
  private final Report report;

  private WaitingMemory(Site site, Report report) {
    this.site = site;
    this.report = report;
  }

  static void run(Options options, Report report) throws Exception {
    Map<String, String> environment = Map.of("ESPALIER_ENGINE_MAX_ACTIVE_RUNS", "100000");
    try (Site site = Site.onPostgres(environment, false)) {
      report.head("WAITING: heap per waiting task, on " + site.describe());
      new WaitingMemory(site, report).run();
    }
  }

  private void run() throws Exception {
    for (int i = 0; i < 3; i++) {
      site.load().one(Workloads.star(20_000));
      site.load().bulk(Workloads.single(), RUNS, 1_000);
    }
    measure("WAITING 10,000 parked runs", Workloads.parked(HOUR), RUNS, PARKED, RUNS);
    measure("WAITING 10,000 runs in memory", Workloads.slow(HOUR), RUNS, OWNED, RUNS);
    measure("WAITING tree of 100,000", Workloads.gated(TASKS - 1, HOUR), 1, OWNED, TASKS);
  }

  /**
   * Bytes per task of trees that all wait.
   *
   * @param condition holds for the rows of their runs when they wait
   * @param tasks all of them together
   */
  private void measure(String name, ObjectNode tree, int trees, String condition, int tasks)
      throws Exception {
    site.quieten();
    Histogram before = Histogram.of(site.node().pid());
    site.load().submit(tree, trees, Math.min(trees, 1_000));
    Await.until(name, BOUND, () -> count(condition) == trees);
    site.quieten();
    Histogram after = Histogram.of(site.node().pid());
    double bytes = (double) (after.bytes() - before.bytes()) / tasks;
    report.add(Figure.of(name, "B/task", TARGET, Math.max(0, bytes)));
    after.growthSince(before).entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(bytes > 100 ? CLASSES : 0)
        .forEach(
            entry ->
                report.note(
                    String.format(
                        Locale.ROOT,
                        "    %8.1f B/task  %s",
                        (double) entry.getValue() / tasks,
                        entry.getKey())));
    site.cancelAll();
  }

  private int count(String condition) throws Exception {
    try (var connection = site.postgres().orElseThrow().connect()) {
      return Integer.parseInt(Site.one(connection, "select count(*) from run where " + condition));
    }
  }
}
