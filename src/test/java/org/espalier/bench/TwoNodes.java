package org.espalier.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two nodes on one PostgreSQL against one: three workloads, from bound by CPU to bound by waiting.
 */
final class TwoNodes {
  private static final double WAIT_SECONDS = 0.5;
  private static final double LIGHT_SECONDS = 0.05;

  private TwoNodes() {}

  static void run(Options options, Report report) throws Exception {
    try (Site site = Site.onPostgres(Map.of(), false)) {
      report.head("TWO: two nodes against one, on " + site.describe());
      Measure measure = new Measure(site, options, report, Optional.empty());
      List<Figure> one = measureAll("TWO one node: ", site, measure);
      site.addNode();
      List<Figure> two = measureAll("TWO two nodes: ", site, measure);
      for (int i = 0; i < one.size(); i++) {
        String name = two.get(i).name().replace("TWO two nodes: ", "TWO speed-up: ");
        double ratio = two.get(i).median() / one.get(i).median();
        report.add(Figure.of(name, "ratio", null, ratio));
      }
    }
  }

  private static List<Figure> measureAll(String prefix, Site site, Measure measure)
      throws Exception {
    List<Figure> figures = new ArrayList<>();
    Load load = site.load();
    Workload bulk = MainWorkloads.bulk(load, null);
    figures.add(measure.run(named(prefix + "W1 in bulk", bulk.tasks(), bulk.shot())));
    figures.add(measure.run(waiting(prefix + "tasks of 50 ms", LIGHT_SECONDS, load)));
    figures.add(measure.run(waiting(prefix + "tasks of 500 ms", WAIT_SECONDS, load)));
    return figures;
  }

  /** 400 trees of 10 tasks at once: twenty times what a node runs at the same time. */
  private static Workload waiting(String name, double seconds, Load load) {
    return named(name, 4_000, () -> load.bulk(Workloads.slowStar(9, seconds), 400, 20));
  }

  private static Workload named(String name, int tasks, Workload.Shot shot) {
    return new Workload(name, Unit.TASKS_PER_SECOND, tasks, tasks, true, null, shot);
  }
}
