package org.espalier.engine.node;

import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Where the engine's new ids and its randomness come from. Thread-safe. */
interface Randomness {
  /** Ids nobody can guess. */
  Randomness SYSTEM =
      new Randomness() {
        @Override
        public UUID newId() {
          return UUID.randomUUID();
        }

        @Override
        public RandomGenerator newGenerator() {
          return new SplittableRandom();
        }
      };

  UUID newId();

  /** A source of randomness for one thread. */
  RandomGenerator newGenerator();
}
