package org.espalier.engine.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.espalier.engine.run.RunTask.OpenAttempt;

/**
 * What running attempts put out. Pieces are gathered and noted once in a while, and what is left of
 * them before the attempt's end, so that nothing is missing and a chatty program costs few writes.
 * Owned by one {@link RunState}; not thread-safe.
 */
final class OutputReports {
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final UnwrittenChanges unwritten;

  /** Tasks whose open attempt has output that was not noted yet. */
  private final List<RunTask> waiting = new ArrayList<>();

  OutputReports(UnwrittenChanges unwritten) {
    this.unwritten = unwritten;
  }

  /** Output of one attempt that was not noted yet: joined where one stream goes on. */
  static final class Pending {
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private Instant notedAt = Instant.MIN;

    private void add(String stream, String text) {
      Piece last = pieces.peekLast();
      if (last == null || !last.stream.equals(stream)) {
        last = new Piece(stream, new StringBuilder());
        pieces.add(last);
      }
      last.text.append(text);
    }
  }

  private record Piece(String stream, StringBuilder text) {}

  /** The task's open attempt put this out. */
  void add(RunTask task, OpenAttempt attempt, String stream, String text) {
    if (attempt.output.pieces.isEmpty()) {
      waiting.add(task);
    }
    attempt.output.add(stream, text);
  }

  /** Notes what is due, and forgets attempts that are over. */
  void note(Instant now) {
    for (int i = waiting.size() - 1; i >= 0; i--) {
      RunTask task = waiting.get(i);
      OpenAttempt attempt = task.open;
      if (attempt == null || attempt.output.pieces.isEmpty()) {
        waiting.remove(i);
      } else if (attempt.startNoted && !dueAt(attempt).isAfter(now)) {
        flush(task, attempt, now);
        waiting.remove(i);
      }
    }
  }

  /** Notes all that is left of an attempt whose start is noted. */
  void flush(RunTask task, OpenAttempt attempt, Instant now) {
    Pending output = attempt.output;
    if (output.pieces.isEmpty()) {
      return;
    }
    output.pieces.forEach(
        piece -> unwritten.taskOutput(task, piece.stream, piece.text.toString(), now));
    output.pieces.clear();
    output.notedAt = now;
    unwritten.writeNow();
  }

  /**
   * When the next output is to be noted. That of an attempt not noted as started waits for that.
   */
  Optional<Instant> nextDue() {
    return waiting.stream()
        .map(task -> task.open)
        .filter(attempt -> attempt != null && attempt.startNoted)
        .map(OutputReports::dueAt)
        .min(Instant::compareTo);
  }

  private static Instant dueAt(OpenAttempt attempt) {
    return attempt.output.notedAt.equals(Instant.MIN)
        ? Instant.MIN
        : attempt.output.notedAt.plus(INTERVAL);
  }
}
