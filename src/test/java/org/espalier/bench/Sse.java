package org.espalier.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A thousand event streams on one server: what they cost a busy one (W1 without and with them), how
 * fast events arrive, and how fast one event is handed to all.
 */
final class Sse {
  private static final int CLIENTS = 1_000;
  private static final int FAN_OUT_TREES = 300;

  /** Long enough for a warm-up and some repetitions. */
  private static final int RUN_TASKS = 60;

  private static final double TASK_SECONDS = 2;

  /** The watched tasks wait on threads of their own, so they must not take W1's. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of("ESPALIER_ENGINE_MAX_RUNNING_ATTEMPTS", "2000");

  private final Site site;
  private final Options options;
  private final Report report;
  private final Measure measure;

  private Sse(Site site, Options options, Report report) {
    this.site = site;
    this.options = options;
    this.report = report;
    this.measure = new Measure(site, options, report, Optional.empty());
  }

  static void run(Options options, Report report) throws Exception {
    try (Site site = Site.onPostgres(ENVIRONMENT, options.isProfiling())) {
      report.head("SSE: 1,000 streams, on " + site.describe());
      new Sse(site, options, report).run();
    }
  }

  private void run() throws Exception {
    Figure alone = w1("SSE W1 without streams");
    idleStreams(alone);
    watchedRuns();
    fanOut();
  }

  private Figure w1(String name) throws Exception {
    Workload singles = MainWorkloads.singles(site.load(), null);
    return measure.run(
        new Workload(
            name, singles.unit(), singles.trees(), singles.tasks(), false, null, singles.shot()));
  }

  /** Streams of all runs that show nothing of W1. */
  private void idleStreams(Figure alone) throws Exception {
    List<String> paths = Collections.nCopies(CLIENTS, "/api/events?types=task.retrying");
    try (SseCrowd crowd = new SseCrowd(site.base(), paths)) {
      Figure with = w1("SSE W1 beside 1,000 streams that filter all");
      against("streams that filter all", with, alone);
      lost(crowd);
    }
  }

  /** Streams of one run each, whose tasks come and go, beside W1; first without the streams. */
  private void watchedRuns() throws Exception {
    startRuns();
    Figure unwatched = w1("SSE W1 beside 1,000 runs nobody watches");
    site.cancelAll();
    startRuns();
    List<String> paths =
        site.activeRuns().stream().map(run -> "/api/runs/" + run + "/events").toList();
    try (SseCrowd crowd = new SseCrowd(site.base(), paths)) {
      crowd.reset();
      Figure watched = w1("SSE W1 beside 1,000 watched runs");
      report.note(String.format(Locale.ROOT, "    %d events arrived meanwhile", crowd.arrived()));
      latency("SSE delivery, watched runs beside W1", List.of(crowd.percentiles()));
      against("streams of a run each", watched, unwatched);
      lost(crowd);
    }
    site.cancelAll();
  }

  private void startRuns() throws Exception {
    site.load().submit(Workloads.slowChain(RUN_TASKS, TASK_SECONDS), CLIENTS, 100);
  }

  /** Each client gets each event: first with few events, then with a burst. */
  private void fanOut() throws Exception {
    List<String> paths = Collections.nCopies(CLIENTS, "/api/events?types=run.ended");
    try (SseCrowd crowd = new SseCrowd(site.base(), paths)) {
      List<double[]> calm = new ArrayList<>();
      double[] rates = new double[options.repetitions()];
      double[] cpu = new double[rates.length];
      for (int i = 0; i < rates.length; i++) {
        calm.add(calm(crowd));
        Cpu before = site.cpu();
        rates[i] = burst(crowd);
        cpu[i] = site.cpu().minus(before).server() * 1e3 / (CLIENTS * FAN_OUT_TREES);
      }
      latency("SSE delivery to 1,000 clients, calm", calm);
      report.add(Figure.of("SSE deliveries in a burst", "1/s", null, rates));
      report.add(Figure.of("SSE server CPU per delivery in a burst", "us", null, cpu));
      lost(crowd);
    }
  }

  private double[] calm(SseCrowd crowd) throws Exception {
    site.quieten();
    crowd.reset();
    for (int i = 1; i <= 20; i++) {
      site.load().one(Workloads.single());
      crowd.await(i * CLIENTS);
    }
    return crowd.percentiles();
  }

  private double burst(SseCrowd crowd) throws Exception {
    site.quieten();
    crowd.reset();
    long start = System.nanoTime();
    site.load().many(Workloads.single(), FAN_OUT_TREES, 100);
    crowd.await(FAN_OUT_TREES * CLIENTS);
    return FAN_OUT_TREES * CLIENTS / ((System.nanoTime() - start) / 1e9);
  }

  private void latency(String name, List<double[]> percentiles) {
    Figure.ofPercentiles(name, percentiles).forEach(report::add);
  }

  private void against(String what, Figure with, Figure alone) {
    report.add(Figure.of("SSE W1 beside " + what, "ratio", null, with.median() / alone.median()));
  }

  private void lost(SseCrowd crowd) {
    if (crowd.closed() > 0) {
      report.note("    WARNING: the server closed " + crowd.closed() + " streams");
    }
  }
}
