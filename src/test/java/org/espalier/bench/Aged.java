package org.espalier.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.espalier.it.Postgres;

/**
 * The same server before and after a million finished tasks: throughput, and whether the plans of
 * all statements it has made go over indexes.
 */
final class Aged {
  private static final int TREES = 100_000;
  private static final int TASKS_PER_TREE = 10;

  private final Site site;
  private final Report report;
  private final Measure measure;

  private Aged(Site site, Options options, Report report) {
    this.site = site;
    this.report = report;
    this.measure = new Measure(site, options, report, Optional.empty());
  }

  static void run(Options options, Report report) throws Exception {
    try (Site site = Site.onPostgres(Map.of(), true)) {
      report.head("AGED: with 1,000,000 finished tasks, on " + site.describe());
      new Aged(site, options, report).run();
    }
  }

  private void run() throws Exception {
    Postgres postgres = site.postgres().orElseThrow();
    double[] empty = throughput("empty: ");
    double seconds = AgedData.fill(postgres, TREES, TASKS_PER_TREE);
    report.note(String.format(Locale.ROOT, "    filled and analyzed in %.0f s", seconds));
    SqlProfile.reset(postgres);
    double[] aged = throughput("aged: ");
    report.add(ratio("AGED W1 one per request, aged against empty", aged[0] / empty[0]));
    report.add(ratio("AGED W1 in bulk, aged against empty", aged[1] / empty[1]));
    report.add(ratio("AGED W3, empty against aged", empty[2] / aged[2]));
    readAndStart(postgres);
    Plans.scanning(postgres).forEach(report::note);
  }

  private static Figure ratio(String name, double ratio) {
    return Figure.of(name, "ratio", null, ratio);
  }

  private double[] throughput(String when) throws Exception {
    return new double[] {
      median(when, MainWorkloads.singles(site.load(), null)),
      median(when, MainWorkloads.bulk(site.load(), null)),
      median(when, MainWorkloads.star(site.load(), null))
    };
  }

  private double median(String when, Workload workload) throws Exception {
    Workload named =
        new Workload(
            "AGED " + when + workload.name(),
            workload.unit(),
            workload.trees(),
            workload.tasks(),
            workload.isQuiet(),
            null,
            workload.shot());
    return measure.run(named).median();
  }

  /** What the API reads and does beside submissions, so that these statements are seen as well. */
  private void readAndStart(Postgres postgres) throws IOException, SQLException {
    String tree;
    String run;
    try (var connection = postgres.connect()) {
      tree = Site.one(connection, "select id from tree order by created_at limit 1");
      run = Site.one(connection, "select id from run where tree_id = '" + tree + "'");
    }
    for (String path :
        new String[] {
          "trees",
          "trees?status=completed",
          "trees?status=failed",
          "trees?name=aged",
          "trees/" + tree,
          "tasks/" + tree,
          "runs",
          "runs?status=completed",
          "runs?status=running",
          "runs?tree_id=" + tree,
          "runs/" + run,
          "runs/" + run + "/attempts"
        }) {
      read(path);
    }
    site.load().send(Wire.request("POST", "/api/trees/" + tree + "/runs"));
    site.quieten();
    site.load().send(Wire.request("DELETE", "/api/trees/" + tree));
  }

  private void read(String path) throws IOException {
    long start = System.nanoTime();
    try {
      int bytes = site.load().send(Wire.request("GET", "/api/" + path)).length;
      double millis = (System.nanoTime() - start) / 1e6;
      report.note(
          String.format(Locale.ROOT, "    GET /api/%s: %.1f ms, %d bytes", path, millis, bytes));
    } catch (IllegalStateException e) {
      report.note("    GET /api/" + path + ": " + e.getMessage());
    }
  }
}
