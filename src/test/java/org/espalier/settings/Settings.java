package org.espalier.settings;

import java.util.Map;
import java.util.Optional;

/** Settings of which a test gives some and leaves the rest at their defaults. */
public final class Settings {
  private Settings() {}

  public static EspalierSettings of(Map<String, String> values) {
    return EspalierSettings.read(key -> Optional.ofNullable(values.get(key)), "the-host");
  }

  public static ExecutorSettings executors(Map<String, String> values) {
    return of(values).executors();
  }
}
