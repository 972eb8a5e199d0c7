package org.espalier.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** A run in words. */
final class RunLine {
  private RunLine() {}

  /** One line: id, status, when it was submitted and how long it took. */
  static String of(JsonNode run) {
    return "%s  %-9s  submitted %s%s"
        .formatted(
            run.path("id").asText(),
            word(run),
            run.path("created_at").asText(),
            duration(run).map(took -> ", took " + took).orElse(""));
  }

  static String word(JsonNode run) {
    return run.path("status").asText("unknown");
  }

  /** How long it ran; empty while it runs. */
  static Optional<String> duration(JsonNode run) {
    if (!run.path("started_at").isTextual() || !run.path("ended_at").isTextual()) {
      return Optional.empty();
    }
    Duration took =
        Duration.between(
            Instant.parse(run.path("started_at").asText()),
            Instant.parse(run.path("ended_at").asText()));
    return Optional.of(seconds(took));
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
