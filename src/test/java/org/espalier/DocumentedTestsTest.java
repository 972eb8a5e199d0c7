package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents call a proof is there. */
class DocumentedTestsTest {
  /** A class in back-quotes, {@code RecoveryIT}, or one of its tests, {@code AccessIT.refuses}. */
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z]\\w*[a-z](?:IT|Test|Chaos|Contract))(?:[.#](\\w+))?`");

  private static final List<Path> DOCUMENTS =
      List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("SECURITY.md"));

  /** The source of each class, by its name. */
  private final Map<String, String> tests =
      files(Path.of("src/test/java"), "(IT|Test|Chaos|Contract)\\.java")
          .collect(
              Collectors.toMap(
                  path -> path.getFileName().toString().replace(".java", ""),
                  DocumentedTestsTest::read));

  /** Those whose names end so. */
  private static Stream<Path> files(Path below, String ending) {
    try (Stream<Path> paths = Files.walk(below)) {
      return paths.filter(path -> path.toString().matches(".*" + ending)).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isThere(MatchResult named) {
    String source = tests.getOrDefault(named.group(1), "");
    return named.group(2) == null
        ? !source.isEmpty()
        : Pattern.compile("\\b" + named.group(2) + "\\(").matcher(source).find();
  }

  @Test
  void existUnderTheNamesThatDocumentsGiveThem() {
    List<String> missing =
        Stream.concat(DOCUMENTS.stream(), files(Path.of("docs"), "\\.md"))
            .flatMap(
                document ->
                    NAMED
                        .matcher(read(document))
                        .results()
                        .filter(named -> !isThere(named))
                        .map(named -> document + ": " + named.group()))
            .toList();
    assertThat(missing).isEmpty();
  }
}
