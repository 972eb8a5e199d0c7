package org.espalier.executor;

/**
 * Takes what a running attempt has to show and shows it to those who watch. Thread-safe; never
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

  /**
   * Shows a piece of what the work puts out: lines of a program, messages of a stream, tokens of a
   * model. Pieces are joined in their order; beyond {@code espalier.engine.max-output-chars} of one
   * attempt they are dropped, with a note in the stream. The result is not made of them.
   *
   * @param stream what the piece is part of: {@code stdout}, {@code stderr}, {@code messages}
   * @param text the piece, with its line ends
   */
  default void output(String stream, String text) {}
}
