package org.espalier.executor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;

/**
 * How an attempt ended. Immutable, but for the JSON, which must not be changed after it was handed
 * over.
 */
public sealed interface ExecutionOutcome {

  /** The work is done; {@code result} becomes the task's result and an input of its dependents. */
  record Succeeded(ObjectNode result) implements ExecutionOutcome {
    public Succeeded {
      Objects.requireNonNull(result, "result");
    }
  }

  /**
   * The work failed.
   *
   * @param kind one stable word of at most 100 characters a retry policy can name: {@code timeout},
   *     {@code network}, {@code http_503}
   * @param message one sentence: what failed, why, what to do
   * @param retryable whether another attempt can help
   * @param retryAfter the peer asked to wait this long before another attempt
   * @param details what is known of the failed work (a response, an output); kept with the attempt,
   *     {@code {}} for nothing
   */
  record Failed(
      String kind,
      String message,
      boolean retryable,
      Optional<Duration> retryAfter,
      ObjectNode details)
      implements ExecutionOutcome {

    private static final int MAX_KIND = 100;

    public Failed {
      kind = Excerpt.withinUnits(kind, MAX_KIND);
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(retryAfter, "retryAfter");
      Objects.requireNonNull(details, "details");
    }

    /** A failure that another attempt may overcome. */
    public static Failed retryable(String kind, String message) {
      return new Failed(kind, message, true, Optional.empty(), Json.object());
    }

    /** A failure that every further attempt would meet again. */
    public static Failed permanent(String kind, String message) {
      return new Failed(kind, message, false, Optional.empty(), Json.object());
    }
  }

  /**
   * The executor has done all it can for now: the attempt goes on without a thread and without a
   * slot, and completes with {@code result} when {@code until} has come. The engine keeps that in
   * the database, so that it outlives the node.
   */
  record Parked(Instant until, ObjectNode result) implements ExecutionOutcome {
    public Parked {
      Objects.requireNonNull(until, "until");
      Objects.requireNonNull(result, "result");
    }
  }

  /**
   * The executor has put a question to a person: the attempt goes on without a thread and without a
   * slot until somebody decides, or the deadline does. The engine keeps the question in the
   * database, and makes the task's result or failure of the decision.
   */
  record Asked(Question question) implements ExecutionOutcome {
    public Asked {
      Objects.requireNonNull(question, "question");
    }
  }

  /**
   * The work is done by tasks of its own, one for each element of a list. They are stored as
   * children of the task, which goes on without a thread until the last of them is over; its result
   * is {@code {"count", "results", "failed"}}.
   *
   * @param count how many, at least 1
   * @param task makes the one with this index, from 0, in the notation of a submission; called for
   *     each once, in order, before the attempt is over
   * @param maxConcurrency how many may be in progress at a time
   * @param onFailure what follows when one of them fails
   * @param collects whether the result has theirs
   */
  record Expanded(
      int count,
      IntFunction<ObjectNode> task,
      int maxConcurrency,
      OnFailure onFailure,
      boolean collects)
      implements ExecutionOutcome {

    public Expanded {
      Objects.requireNonNull(task, "task");
      Objects.requireNonNull(onFailure, "onFailure");
      if (count < 1 || maxConcurrency < 1) {
        throw new IllegalArgumentException("count and maxConcurrency must be at least 1");
      }
    }

    /** What follows when one of the tasks fails. */
    public enum OnFailure {
      /** The others go on; then the whole fails. */
      FAIL,
      /** The others are cancelled, and the whole fails. */
      STOP,
      /** The others go on, and the whole completes. */
      COMPLETE
    }
  }

  /** The attempt stopped because it was asked to. */
  record Cancelled(String message) implements ExecutionOutcome {}
}
