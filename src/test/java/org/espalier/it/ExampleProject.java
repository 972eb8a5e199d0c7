package org.espalier.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code examples/custom-executor}, built and tested by Maven as its reader does it, outside this
 * project. What {@code mvn install} installs of Espalier goes into a local repository of its own,
 * and so does all else, from the repository this build has filled; only what that lacks is
 * downloaded.
 */
final class ExampleProject {
  static final Path SOURCES = Path.of("examples/custom-executor");
  private static final Duration BOUND = Duration.ofMinutes(10);
  private static final Path HOME = Path.of("").toAbsolutePath();

  private final Path directory = HOME.resolve("target/example");
  private final Path repository = directory.resolve("repository");
  private final Path settings = directory.resolve("settings.xml");

  /** Builds it anew and answers its jar. */
  Path build() throws IOException {
    Path project = directory.resolve("custom-executor");
    EspalierServer.delete(repository.resolve("org/espalier"));
    EspalierServer.delete(project);
    copy(SOURCES, project);
    Files.writeString(settings, settings());
    maven(HOME, "install:install-file@api", "install:install-file@testkit");
    maven(project, "package");
    return project.resolve("target/custom-executor.jar");
  }

  private void maven(Path where, String... goals) {
    List<String> words =
        new ArrayList<>(List.of("mvn", "-B", "-q", "-U", "-s", settings.toString()));
    words.add("-Dmaven.repo.local=" + repository);
    words.addAll(List.of(goals));
    Command maven = Command.run(where, Map.of(), BOUND, words);
    if (maven.exit() != 0) {
      throw new AssertionError("mvn " + String.join(" ", goals) + ": " + maven.output());
    }
  }

  private static String settings() {
    return """
        <settings>
          <profiles>
            <profile>
              <id>filled</id>
              <repositories>
                <repository><id>filled</id><url>%1$s</url></repository>
              </repositories>
              <pluginRepositories>
                <pluginRepository><id>filled</id><url>%1$s</url></pluginRepository>
              </pluginRepositories>
            </profile>
          </profiles>
          <activeProfiles><activeProfile>filled</activeProfile></activeProfiles>
        </settings>
        """
        .formatted(filledRepository().toUri());
  }

  /** Above {@code com/fasterxml/jackson/core/jackson-databind/<version>/<jar>}. */
  private static Path filledRepository() {
    Path jar =
        Path.of(JsonNode.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    return jar.getRoot().resolve(jar.subpath(0, jar.getNameCount() - 7));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.filter(path -> !path.startsWith(from.resolve("target"))).toList()) {
        Path copied = to.resolve(from.relativize(path));
        if (Files.isDirectory(path)) {
          Files.createDirectories(copied);
        } else {
          Files.copy(path, copied);
        }
      }
    }
  }
}
