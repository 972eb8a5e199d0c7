package org.espalier.engine;

import java.util.List;

/** Starts the Jakarta Batch jobs that stand for claims. Thread-safe; never blocks. */
public interface JobLauncher {
  /** Asks for jobs for these claims; the runs go on meanwhile. */
  void launch(List<RunHandle> claims);
}
