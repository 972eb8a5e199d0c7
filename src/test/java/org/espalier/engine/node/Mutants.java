package org.espalier.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.espalier.it.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The simulation finds the bugs of {@code src/test/mutants}; run by the Maven profile {@code
 * thorough} alone.
 */
class Mutants {
  private static final Duration BOUND = Duration.ofHours(2);

  @Test
  @Timeout(2 * 60 * 60 + 60)
  void everyPlantedBugIsFound() {
    Command mutants =
        Command.run(
            Path.of("").toAbsolutePath(),
            Map.of("MUTANTS_CLASSPATH", System.getProperty("java.class.path")),
            BOUND,
            List.of("bench/mutants"));
    System.out.println(mutants.output());
    assertThat(mutants.exit()).as(mutants.output()).isZero();
  }
}
