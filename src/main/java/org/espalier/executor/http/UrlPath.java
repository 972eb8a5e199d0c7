package org.espalier.executor.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** The path of an http URL as browsers normalize it (URL Standard, "path state"). */
final class UrlPath {
  private UrlPath() {}

  /**
   * Percent-encodes a path and takes its steps away. Empty segments stay, a backslash is a slash.
   *
   * @param written may be empty
   */
  static String of(String written) {
    String[] segments = written.replace('\\', '/').replaceFirst("^/", "").split("/", -1);
    Deque<String> path = new ArrayDeque<>();
    for (int i = 0; i < segments.length; i++) {
      boolean isLast = i == segments.length - 1;
      String step = segments[i].toLowerCase(Locale.ROOT).replace("%2e", ".");
      if (step.equals("..")) {
        path.pollLast();
      } else if (!step.equals(".")) {
        path.add(PercentEncoding.PATH.encode(segments[i]));
        continue;
      }
      if (isLast) {
        path.add("");
      }
    }
    return "/" + String.join("/", path);
  }

  /** A path seen from another: beside its last segment. */
  static String resolve(String base, String written) {
    return of(base.substring(0, base.lastIndexOf('/') + 1) + written);
  }
}
