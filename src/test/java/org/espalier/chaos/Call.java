package org.espalier.chaos;

/**
 * One request that a task made, as the peer saw it. Times are those of {@link System#nanoTime}.
 *
 * <p>Ended exactly once: by the peer's answer, or by the other side, whose connection ends when its
 * process dies or its attempt is stopped. Thread-safe.
 */
final class Call {
  /** How far it is. */
  enum State {
    OPEN,
    /** Answered with a result. */
    ANSWERED,
    /** Answered with a failure that can be retried, as the task asks for. */
    REFUSED,
    /** The other side hung up first. */
    ABORTED
  }

  final String tree;
  final String task;
  final String key;

  /** Which process made it: the server's name and how often it was started. */
  final String node;

  final String body;
  final long begun = System.nanoTime();
  private State state = State.OPEN;
  private long ended = Long.MAX_VALUE;

  Call(String tree, String task, String key, String node, String body) {
    this.tree = tree;
    this.task = task;
    this.key = key;
    this.node = node;
    this.body = body;
  }

  /** Ends it; only the first end counts, except that an answer nobody took becomes an abort. */
  synchronized void end(State last) {
    if (state == State.OPEN) {
      ended = System.nanoTime();
    }
    state = last;
  }

  synchronized State state() {
    return state;
  }

  /** When it ended; far in the future while it is open. */
  synchronized long ended() {
    return ended;
  }

  boolean is(State wanted) {
    return state() == wanted;
  }

  @Override
  public String toString() {
    return "%s/%s by %s (%s)".formatted(tree, task, node, state());
  }
}
