package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.espalier.it.Postgres;

/** Records the server and the statements of its database while a workload runs. */
final class Profiler {
  private static final Path DIRECTORY = Path.of("target", "bench");

  private final long pid;
  private final Optional<Postgres> postgres;

  private Profiler(long pid, Optional<Postgres> postgres) {
    this.pid = pid;
    this.postgres = postgres;
  }

  static Profiler start(Site site) throws SQLException {
    Profiler profiler = new Profiler(site.node().pid(), site.postgres());
    Jcmd.run(profiler.pid, "JFR.start", "name=bench", "settings=profile");
    if (site.postgres().isPresent()) {
      SqlProfile.reset(site.postgres().get());
    }
    return profiler;
  }

  /** Ends the recording, keeps it in {@code target/bench}, and reports where the time went. */
  void stop(String workload, Report report) throws IOException, SQLException {
    Files.createDirectories(DIRECTORY);
    Path file = DIRECTORY.resolve(workload.replaceAll("[^A-Za-z0-9]+", "-") + ".jfr");
    Jcmd.run(pid, "JFR.stop", "name=bench", "filename=" + file.toAbsolutePath());
    report.note("    recording: " + file);
    JfrSummary.of(file).forEach(report::note);
    if (postgres.isPresent()) {
      SqlProfile.top(postgres.get()).forEach(report::note);
    }
  }
}
