package org.espalier.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Bytes of the live objects of a JVM by class, after a full collection. */
record Histogram(long bytes, Map<String, Long> byClass) {
  private static final Pattern LINE = Pattern.compile("(?m)^ *[0-9]+: +[0-9]+ +([0-9]+) +(\\S+)");

  Histogram {
    byClass = Map.copyOf(byClass);
  }

  static Histogram of(long pid) {
    Jcmd.run(pid, "GC.run"); // twice: what is reachable only through a reference queue goes second
    Map<String, Long> byClass = new HashMap<>();
    LINE.matcher(Jcmd.run(pid, "GC.class_histogram")).results().forEach(line -> add(byClass, line));
    return new Histogram(byClass.values().stream().mapToLong(Long::longValue).sum(), byClass);
  }

  private static void add(Map<String, Long> byClass, MatchResult line) {
    byClass.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum);
  }

  Map<String, Long> growthSince(Histogram before) {
    Map<String, Long> growth = new HashMap<>(byClass);
    before.byClass.forEach((name, bytes) -> growth.merge(name, -bytes, Long::sum));
    return growth;
  }
}
