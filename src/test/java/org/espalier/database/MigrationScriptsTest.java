package org.espalier.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationScriptsTest {
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void namesEveryScriptOfTheFolder(Dialect dialect) throws IOException {
    Path folder = Path.of("src/main/resources/org/espalier/database", dialect.folder());
    try (Stream<Path> scripts = Files.list(folder)) {
      assertThat(scripts.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(MigrationScripts.NAMES);
    }
  }
}
