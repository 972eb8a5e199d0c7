package org.espalier.executor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.ExecutorSettings;

/** Settings that differ from the defaults only where a test says so. */
public final class TestSettings {
  private TestSettings() {}

  /** Values by key without {@code espalier.executors.}. */
  public static ExecutorSettings executors(Map<String, String> values) {
    String prefix = "espalier.executors.";
    return EspalierSettings.read(
            key ->
                key.startsWith(prefix)
                    ? Optional.ofNullable(values.get(key.substring(prefix.length())))
                    : Optional.empty(),
            "the-host")
        .executors();
  }

  static ExecutorSettings executors(String dir, List<String> enabled, List<String> disabled) {
    return executors(
        Map.of(
            "dir", dir,
            "enabled", String.join(",", enabled),
            "disabled", String.join(",", disabled)));
  }
}
