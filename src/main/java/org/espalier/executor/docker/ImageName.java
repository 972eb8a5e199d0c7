package org.espalier.executor.docker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reference to an image, written in full: {@code busybox} is {@code
 * docker.io/library/busybox:latest}.
 *
 * @param repository registry and path
 * @param version {@code :tag} or {@code @algorithm:digest}
 */
record ImageName(String repository, String version) {
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?<repository>(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]{1,5})?/)?"
              + "[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)"
              + "(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
              + "(?:@(?<digest>[a-z0-9]+:[0-9a-f]{32,128}))?");

  /** Reads a reference; empty when it is none. Of a tag and a digest the digest counts. */
  static Optional<ImageName> parse(String text) {
    Matcher parts = REFERENCE.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String version =
        parts.group("digest") != null
            ? "@" + parts.group("digest")
            : ":" + (parts.group("tag") == null ? "latest" : parts.group("tag"));
    return Optional.of(new ImageName(full(parts.group("repository")), version));
  }

  /** The first part is a registry if it looks like a host, as Docker reads it. */
  static String full(String repository) {
    int slash = repository.indexOf('/');
    String first = slash < 0 ? "" : repository.substring(0, slash);
    if (first.contains(".") || first.contains(":") || first.equals("localhost")) {
      return repository;
    }
    return "docker.io/" + (slash < 0 ? "library/" : "") + repository;
  }

  @Override
  public String toString() {
    return repository + version;
  }
}
