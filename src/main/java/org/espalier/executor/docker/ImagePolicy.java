package org.espalier.executor.docker;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which images tasks may use. An entry is an image name, in which {@code *} stands for anything;
 * without a tag or digest it covers every one.
 */
record ImagePolicy(List<String> entries) {
  ImagePolicy {
    entries = List.copyOf(entries);
  }

  boolean allows(ImageName image) {
    return entries.stream().anyMatch(entry -> covers(entry, image));
  }

  private static boolean covers(String entry, ImageName image) {
    String full = entry.startsWith("*") ? entry : ImageName.full(entry);
    boolean namesVersion = full.contains("@") || full.lastIndexOf(':') > full.lastIndexOf('/');
    String compared = namesVersion ? image.toString() : image.repository();
    return glob(full).matcher(compared).matches();
  }

  private static Pattern glob(String text) {
    return Pattern.compile(Pattern.quote(text).replace("*", "\\E.*\\Q"));
  }
}
