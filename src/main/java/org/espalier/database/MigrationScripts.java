package org.espalier.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.resource.StringResource;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of one dialect, named here so that nobody scans a class path for them: scanning
 * costs start-up time and needs other code on each server. A new script is added to {@link #NAMES};
 * {@code SchemaMigratorTest} finds a forgotten one.
 */
final class MigrationScripts implements ResourceProvider {
  static final List<String> NAMES =
      List.of("V1__foundation.sql", "V2__names_in_code_points.sql", "V3__api_keys.sql");

  private final List<LoadableResource> scripts = new ArrayList<>();

  MigrationScripts(Dialect dialect) {
    for (String name : NAMES) {
      scripts.add(new Script(name, read(dialect.folder() + "/" + name)));
    }
  }

  private static String read(String path) {
    try (InputStream in = MigrationScripts.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("migration script " + path + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  @Override
  public @Nullable LoadableResource getResource(String name) {
    return scripts.stream()
        .filter(script -> script.getFilename().equals(name))
        .findFirst()
        .orElse(null);
  }

  @Override
  public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
    return scripts.stream()
        .filter(script -> script.getFilename().startsWith(prefix))
        .filter(script -> Arrays.stream(suffixes).anyMatch(script.getFilename()::endsWith))
        .toList();
  }

  /** A script in memory. */
  private static final class Script extends StringResource {
    private final String name;

    Script(String name, String text) {
      super(text);
      this.name = name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }

    @Override
    public String getAbsolutePath() {
      return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return name;
    }
  }
}
