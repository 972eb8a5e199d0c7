package org.espalier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Latency, throughput, single trees of several shapes, and growth. */
final class MainWorkloads {
  private static final int LATENCIES = 100;
  private static final int[] SIZES = {100, 1_000, 10_000, 100_000};
  private static final int LARGEST_TO_WARM_UP = 1_000;
  private static final double FLAT = 1.25;

  private final Site site;
  private final Load load;
  private final Options options;
  private final Report report;
  private final Measure measure;
  private final boolean hasTargets;

  private MainWorkloads(Site site, Options options, Report report, Optional<Floor> floor) {
    this.site = site;
    this.load = site.load();
    this.options = options;
    this.report = report;
    this.measure = new Measure(site, options, report, floor);
    this.hasTargets = site.postgres().isPresent();
  }

  static void onPostgres(Options options, Report report) throws Exception {
    try (Site site = Site.onPostgres(Map.of(), options.isProfiling())) {
      report.head("MAIN on " + site.describe());
      Floor floor = Floor.measure(site.postgres().orElseThrow(), options, report);
      new MainWorkloads(site, options, report, Optional.of(floor)).run();
    }
  }

  static void onH2(Options options, Report report) throws Exception {
    try (Site site = Site.onH2()) {
      report.head("H2: the main workloads on the embedded database");
      new MainWorkloads(site, options, report, Optional.empty()).run();
    }
  }

  private void run() throws Exception {
    if (options.wants("LAT")) {
      latency();
    }
    run(singles(load, target(Target.atLeast(1_000))));
    run(bulk(load, target(Target.atLeast(3_500))));
    run(single("W2 chain of 100", Workloads.chain(100), 100, 70));
    star();
    run(
        new Workload(
            "W4 200 trees of 10 tasks at once",
            Unit.MILLIS,
            200,
            2_000,
            true,
            target(Target.atMost(300)),
            () -> load.many(Workloads.star(9), 200, 200)));
    run(single("W5 layers 10 x 10", Workloads.layers(10, 10), 101, 40));
    if (options.wants("GROWTH")) {
      growth();
    }
  }

  private void run(Workload workload) throws Exception {
    if (options.wants(workload.name().substring(0, 2))) {
      measure.run(workload);
    }
  }

  private void star() throws Exception {
    if (options.wants("W3") || options.wants("CPU")) {
      Figure figure = measure.run(star(load, target(Target.atMost(200))));
      measure.cpuOf(figure, target(Target.atMost(0.35)));
    }
  }

  private @Nullable Target target(Target target) {
    return hasTargets ? target : null;
  }

  static Workload singles(Load load, @Nullable Target target) {
    return new Workload(
        "W1 single tasks, one per request",
        Unit.TASKS_PER_SECOND,
        3_000,
        3_000,
        false,
        target,
        () -> load.many(Workloads.single(), 3_000, 100));
  }

  static Workload bulk(Load load, @Nullable Target target) {
    return new Workload(
        "W1 single tasks, in bulk of 100",
        Unit.TASKS_PER_SECOND,
        10_000,
        10_000,
        false,
        target,
        () -> load.bulk(Workloads.single(), 10_000, 100));
  }

  static Workload star(Load load, @Nullable Target target) {
    return new Workload(
        "W3 root + 1,000 children",
        Unit.MILLIS,
        1,
        1_001,
        true,
        target,
        () -> load.one(Workloads.star(1_000)));
  }

  private Workload single(String name, ObjectNode tree, int tasks, double limit) {
    return new Workload(
        name, Unit.MILLIS, 1, tasks, true, target(Target.atMost(limit)), () -> load.one(tree));
  }

  /** Percentiles of single tasks on an idle server, one after the other, once per repetition. */
  private void latency() throws Exception {
    Workload one =
        new Workload("LAT", Unit.MILLIS, 1, 1, true, null, () -> load.one(Workloads.single()));
    WarmUp warmUp = WarmUp.of(one, options.warmUpSeconds());
    double[] p50 = new double[options.repetitions()];
    double[] p95 = new double[p50.length];
    double[] max = new double[p50.length];
    for (int i = 0; i < p50.length; i++) {
      site.quieten();
      double[] millis = new double[LATENCIES];
      for (int j = 0; j < LATENCIES; j++) {
        millis[j] = one.shot().seconds() * 1e3;
      }
      Arrays.sort(millis);
      p50[i] = millis[LATENCIES / 2];
      p95[i] = millis[LATENCIES * 95 / 100];
      max[i] = millis[LATENCIES - 1];
    }
    report.add(Figure.of("LAT one single-task tree, p50", "ms", target(Target.atMost(10)), p50));
    report.add(Figure.of("LAT one single-task tree, p95", "ms", target(Target.atMost(25)), p95));
    report.add(Figure.of("LAT one single-task tree, max", "ms", null, max));
    report.note("    warm-up: " + warmUp);
  }

  private void growth() throws Exception {
    double[] medians = new double[SIZES.length];
    for (int i = 0; i < SIZES.length; i++) {
      Workload workload = ofSize(SIZES[i]);
      boolean isSmall = SIZES[i] <= LARGEST_TO_WARM_UP;
      Figure figure = isSmall ? measure.run(workload) : measure.run(workload, WarmUp.NONE);
      medians[i] = figure.median();
    }
    double ratio = medians[SIZES.length - 1] / medians[1];
    report.add(
        Figure.of(
            "GROWTH time per task, 100,000 against 1,000",
            "ratio",
            target(Target.atMost(FLAT)),
            ratio));
  }

  private Workload ofSize(int tasks) {
    var tree = Workloads.star(tasks - 1);
    return new Workload(
        String.format(Locale.ROOT, "GROWTH tree of %,d", tasks),
        Unit.MICROS_PER_TASK,
        1,
        tasks,
        true,
        null,
        () -> load.one(tree));
  }
}
