package org.espalier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each package may use of ours, as its {@code package-info} says in one sentence: "May use the
 * root package, {&#64;code json} and {&#64;code tree}.", or "May use nothing of ours.".
 */
final class PackagePermissions {
  private static final Path SOURCES = Path.of("src/main/java/org/espalier");
  private static final Pattern SENTENCE =
      Pattern.compile("May use ((?:\\{@code [\\w.]+\\}|[^.{}])*)\\.");
  private static final Pattern NAME = Pattern.compile("\\{@code ([\\w.]+)\\}");

  private PackagePermissions() {}

  /** By package, without the prefix of the root package, whose name is empty and which has none. */
  static Map<String, Set<String>> read() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.endsWith("package-info.java"))
          .collect(
              Collectors.toMap(
                  PackagePermissions::packageName,
                  PackagePermissions::permissionsIn,
                  (one, other) -> one,
                  TreeMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String packageName(Path info) {
    return SOURCES.relativize(info.getParent()).toString().replace('/', '.');
  }

  private static Set<String> permissionsIn(Path info) {
    if (packageName(info).isEmpty()) {
      return Set.of();
    }
    Matcher sentence = SENTENCE.matcher(textOf(info));
    if (!sentence.find()) {
      throw new AssertionError(info + " has no sentence \"May use ...\"");
    }
    Set<String> names = new TreeSet<>();
    if (sentence.group(1).contains("the root package")) {
      names.add("");
    }
    NAME.matcher(sentence.group(1)).results().forEach(name -> names.add(name.group(1)));
    return names;
  }

  private static String textOf(Path info) {
    try {
      return Files.readString(info).replaceAll("\\s*\\n \\* ?", " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
