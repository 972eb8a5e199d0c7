package org.espalier.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The simulation finds the bugs of {@code src/test/mutants}; run by the Maven profile {@code
 * thorough} alone.
 */
class Mutants {
  @TempDir Path scratch;

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void everyPlantedBugIsFound() throws Exception {
    assertThat(new PlantedBugs(scratch).missed(List.of())).isEmpty();
  }
}
