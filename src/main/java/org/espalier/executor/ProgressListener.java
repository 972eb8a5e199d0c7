package org.espalier.executor;

/**
 * Takes the progress of a running attempt and shows it to those who watch. Thread-safe; never
 * blocks.
 */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Reports how far the work is. Reports are thinned out: of many in a short time the latest is
   * kept.
   *
   * @param progress 0 to 1; values outside are cut
   * @param message what is going on, in a few words; may be empty
   */
  void progress(double progress, String message);
}
