package org.espalier.engine.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Everything that is left to randomness in one simulation, and the list of what was chosen. The
 * same seed makes the same choices.
 */
final class Schedule implements Randomness {
  private final SplittableRandom random;
  private final VirtualTime time;
  private final List<String> steps = new ArrayList<>();
  private int depth;

  Schedule(long seed, VirtualTime time) {
    this.random = new SplittableRandom(seed);
    this.time = time;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A duration below this, in whole milliseconds. */
  Duration below(Duration bound) {
    return Duration.ofMillis(random.nextLong(Math.max(1, bound.toMillis())));
  }

  @Override
  public UUID newId() {
    long version4 = random.nextLong() & ~0xF000L | 0x4000L;
    long variant2 = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(version4, variant2);
  }

  @Override
  public RandomGenerator newGenerator() {
    return random.split();
  }

  /** Adds a line to the list, indented by how deep it lies inside other steps. */
  void note(String step) {
    steps.add("%10.3f %s%s".formatted(time.nanos() / 1e9, "  ".repeat(depth), step));
  }

  /** Notes a step and all that is noted while it goes on, one level deeper. */
  void inside(String step, Runnable work) {
    note(step);
    depth++;
    try {
      work.run();
    } finally {
      depth--;
    }
  }

  List<String> steps() {
    return List.copyOf(steps);
  }
}
