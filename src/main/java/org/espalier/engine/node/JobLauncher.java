package org.espalier.engine.node;

import java.util.List;

/** Starts the Jakarta Batch jobs that stand for claims. Thread-safe; never blocks. */
public interface JobLauncher {
  /**
   * Makes ready, and ends what an earlier life of this server left behind. Called once, before any
   * launch.
   */
  void open();

  /** Asks for jobs for these claims; the runs go on meanwhile. */
  void launch(List<RunHandle> claims);
}
