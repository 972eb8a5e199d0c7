package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Sums up a recording of Java Flight Recorder: where time was spent, and who made objects. */
final class JfrSummary {
  private static final int SHOWN = 12;

  private final Map<String, Double> frames = new HashMap<>();
  private final Map<String, Double> ours = new HashMap<>();
  private final Map<String, Double> threads = new HashMap<>();
  private final Map<String, Double> classes = new HashMap<>();
  private final Map<String, Double> sites = new HashMap<>();

  private JfrSummary() {}

  /** Lines to print. */
  static List<String> of(Path file) throws IOException {
    JfrSummary summary = new JfrSummary();
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        summary.take(recording.readEvent());
      }
    }
    List<String> lines = new ArrayList<>();
    top("on the processor, by thread", summary.threads, lines);
    top("on the processor, top frame", summary.frames, lines);
    top("on the processor, nearest frame of ours", summary.ours, lines);
    top("allocated, by class", summary.classes, lines);
    top("allocated, nearest frame of ours", summary.sites, lines);
    return lines;
  }

  private void take(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "jdk.ExecutionSample" -> {
        String thread = event.getThread("sampledThread").getJavaName();
        add(threads, String.valueOf(thread).replaceAll("[0-9]+", "N"), 1);
        add(frames, frame(event, method -> true), 1);
        add(ours, frame(event, JfrSummary::isOurs), 1);
      }
      case "jdk.ObjectAllocationSample" -> {
        double weight = event.getLong("weight");
        add(classes, event.getClass("objectClass").getName(), weight);
        add(sites, frame(event, JfrSummary::isOurs), weight);
      }
      default -> {
        // The other events of the recording are for JDK Mission Control.
      }
    }
  }

  private static boolean isOurs(RecordedFrame frame) {
    return frame.getMethod().getType().getName().startsWith("org.espalier.");
  }

  private static void add(Map<String, Double> sums, String key, double weight) {
    sums.merge(key, weight, Double::sum);
  }

  private static String frame(RecordedEvent event, Predicate<RecordedFrame> isWanted) {
    RecordedStackTrace trace = event.getStackTrace();
    if (trace == null) {
      return "(none)";
    }
    return trace.getFrames().stream()
        .filter(RecordedFrame::isJavaFrame)
        .filter(isWanted)
        .findFirst()
        .map(frame -> frame.getMethod().getType().getName() + "." + frame.getMethod().getName())
        .orElse("(none)");
  }

  private static void top(String title, Map<String, Double> sums, List<String> lines) {
    double all = sums.values().stream().mapToDouble(Double::doubleValue).sum();
    lines.add("    " + title + ":");
    sums.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .forEach(
            entry ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "    %6.1f %% %s",
                        entry.getValue() / all * 100,
                        entry.getKey())));
  }
}
