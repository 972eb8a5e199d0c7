package org.espalier.engine.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.Assignment.DependencyResult;
import org.espalier.engine.message.AttemptReport;
import org.espalier.engine.message.RunOptions;
import org.espalier.executor.CancellationToken;

/** Makes attempts that say only what matters to a test, and hears what becomes of them. */
final class Attempts implements Assignment.AttemptListener {
  static final UUID RUN = new UUID(0, 1);
  private static final long BOUND_SECONDS = 10;

  /** What the dispatcher told, in order. */
  sealed interface Told {
    Assignment attempt();
  }

  record Started(Assignment attempt) implements Told {}

  record Ended(Assignment attempt, AttemptReport report) implements Told {}

  record Withdrawn(Assignment attempt) implements Told {}

  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final Queue<String> shown = new ConcurrentLinkedQueue<>();

  /** The output of all attempts so far, each piece as {@code stream: text}. */
  List<String> shown() {
    return List.copyOf(shown);
  }

  @Override
  public void started(Assignment attempt, Instant at) {
    told.add(new Started(attempt));
  }

  @Override
  public void progressed(Assignment attempt, double progress, String message) {}

  @Override
  public void output(Assignment attempt, String stream, String text) {
    shown.add(stream + ": " + text);
  }

  @Override
  public void ended(Assignment attempt, AttemptReport report) {
    told.add(new Ended(attempt, report));
  }

  @Override
  public void withdrawn(Assignment attempt) {
    told.add(new Withdrawn(attempt));
  }

  /** The next thing told; fails when nothing is within a bound. */
  Told next() {
    try {
      Told next = told.poll(BOUND_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing was told within " + BOUND_SECONDS + " s");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The report of the next attempt that ends. */
  AttemptReport nextReport() {
    Told next = next();
    return next instanceof Ended ended ? ended.report() : nextReport();
  }

  boolean isQuiet() {
    return told.isEmpty();
  }

  Assignment of(int task, String kind) {
    return of(task, 1, kind, 2, Duration.ofMinutes(1));
  }

  Assignment of(int task, int number, String kind, int priority, Duration timeout) {
    return new Assignment(
        RUN,
        RUN,
        1,
        new UUID(1, task),
        "task " + task,
        task,
        number,
        kind,
        priority,
        "{}",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        timeout,
        new CancellationToken(),
        this,
        RunOptions.NONE,
        false);
  }

  static Assignment withInputs(
      String inputs, Map<String, ObjectNode> runInputs, DependencyResult... dependencies) {
    return new Assignment(
        RUN,
        RUN,
        1,
        new UUID(1, 1),
        "task",
        0,
        1,
        "any",
        2,
        inputs.replace('\'', '"'),
        Optional.ofNullable(runInputs.get("inputs")),
        Optional.ofNullable(runInputs.get("params")).map(Object::toString),
        Optional.empty(),
        List.of(dependencies),
        Duration.ofMinutes(1),
        new CancellationToken(),
        new Attempts(),
        RunOptions.NONE,
        false);
  }
}
