package org.espalier.executor.peer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.espalier.settings.MonotonicTimer;

/**
 * Remembers which nodes could not be reached, so that tasks do not wait for a dead one: after some
 * failures in a row every attempt fails at once for a while, then one may try. Thread-safe.
 */
final class Circuits {
  private static final int MOST_NODES = 1_000;

  private final int failures;
  private final Duration pause;
  private final MonotonicTimer timer;
  private final Map<String, Circuit> circuits =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Circuit> eldest) {
          return size() > MOST_NODES;
        }
      };

  /**
   * All closed.
   *
   * @param failures so many in a row open a circuit
   * @param pause for so long
   */
  Circuits(int failures, Duration pause, MonotonicTimer timer) {
    this.failures = failures;
    this.pause = pause;
    this.timer = timer;
  }

  /** How long to wait before the node is tried again; empty when it may be tried now. */
  synchronized Optional<Duration> closedTo(String node) {
    Circuit circuit = circuits.get(node);
    if (circuit == null || circuit.failures < failures) {
      return Optional.empty();
    }
    Duration left = Duration.ofNanos(circuit.openUntil - timer.nanos());
    if (!left.isNegative() && !left.isZero()) {
      return Optional.of(left);
    }
    circuit.openUntil = timer.nanos() + pause.toNanos();
    return Optional.empty();
  }

  synchronized void reached(String node) {
    circuits.remove(node);
  }

  synchronized void missed(String node) {
    Circuit circuit = circuits.computeIfAbsent(node, name -> new Circuit());
    circuit.failures++;
    circuit.openUntil = timer.nanos() + pause.toNanos();
  }

  private static final class Circuit {
    private int failures;
    private long openUntil;
  }
}
