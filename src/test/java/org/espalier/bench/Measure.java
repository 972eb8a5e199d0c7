package org.espalier.bench;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Measures the workloads of one site: warm-up, repetitions, processor time, and the profile. */
final class Measure {
  private final Site site;
  private final Options options;
  private final Report report;
  private final Optional<Floor> floor;

  /**
   * Prepares.
   *
   * @param floor what PostgreSQL alone does; each figure is then also told as a share of it
   */
  Measure(Site site, Options options, Report report, Optional<Floor> floor) {
    this.site = site;
    this.options = options;
    this.report = report;
    this.floor = floor;
  }

  /** Warms up, measures, reports. */
  Figure run(Workload workload) throws Exception {
    return run(workload, WarmUp.of(workload, options.warmUpSeconds()));
  }

  /** Measures after a warm-up that was made; reports the figure. */
  Figure run(Workload workload, WarmUp warmUp) throws Exception {
    Optional<Profiler> profiler =
        options.isProfiling() ? Optional.of(Profiler.start(site)) : Optional.empty();
    site.quieten();
    Cpu before = site.cpu();
    double[] seconds = new double[options.repetitions()];
    for (int i = 0; i < seconds.length; i++) {
      if (workload.isQuiet()) {
        site.quieten();
      }
      seconds[i] = workload.shot().seconds();
    }
    site.quieten();
    Cpu spent = site.cpu().minus(before);
    Figure figure = figure(workload, seconds, spent);
    report.add(figure);
    if (warmUp.rounds() > 0) {
      report.note("    warm-up: " + warmUp);
    }
    if (profiler.isPresent()) {
      profiler.get().stop(workload.name(), report);
    }
    return figure;
  }

  private Figure figure(Workload workload, double[] seconds, Cpu spent) {
    double[] values = new double[seconds.length];
    double sum = 0;
    for (int i = 0; i < seconds.length; i++) {
      values[i] = workload.unit().of(seconds[i], workload.tasks());
      sum += seconds[i];
    }
    double mean = sum / seconds.length;
    Double share =
        floor.map(each -> each.seconds(workload.trees(), workload.tasks()) / mean).orElse(null);
    return new Figure(
        workload.name(),
        workload.unit().word(),
        values,
        workload.target(),
        share,
        spent.dividedBy((double) workload.tasks() * seconds.length));
  }

  /** What was measured with the last figure, told as processor time per task. */
  void cpuOf(Figure figure, @Nullable Target target) {
    Cpu cpu = figure.cpuPerTask();
    if (cpu != null) {
      report.add(
          Figure.of(
              "CPU per task of " + figure.name() + ", server and PostgreSQL",
              "ms",
              target,
              cpu.service()));
      report.note(
          String.format(Locale.ROOT, "    with the client %.3f ms", cpu.service() + cpu.client()));
    }
  }
}
