package org.espalier.engine.node;

import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Where the engine's new ids and its randomness come from. Thread-safe. */
interface Chance {
  /** Ids nobody can guess. */
  Chance SYSTEM =
      new Chance() {
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
