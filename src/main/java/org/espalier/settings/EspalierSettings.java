package org.espalier.settings;

import java.util.Optional;
import java.util.function.Function;

/** Everything that can be configured, read and checked once at start. Immutable. */
public record EspalierSettings(
    NodeSettings node,
    AuthSettings auth,
    EngineSettings engine,
    RetrySettings retry,
    TreeLimits limits,
    EgressSettings egress,
    ExecutorSettings executors,
    StreamSettings stream,
    HttpSettings http,
    CorsSettings cors,
    ScheduleSettings schedule,
    WebhookSettings webhook,
    DemoSettings demo) {

  /**
   * Reads all settings.
   *
   * @param source key to raw value; empty when the key is not set
   * @param hostName the node's name when none is configured
   * @throws InvalidSettingException for the first value outside its range
   */
  public static EspalierSettings read(Function<String, Optional<String>> source, String hostName) {
    SettingsReader reader = new SettingsReader(source);
    return new EspalierSettings(
        NodeSettings.read(reader, hostName),
        AuthSettings.read(reader),
        EngineSettings.read(reader),
        RetrySettings.read(reader),
        TreeLimits.read(reader),
        new EgressSettings(reader.list("espalier.egress.allow")),
        ExecutorSettings.read(reader),
        StreamSettings.read(reader),
        HttpSettings.read(reader),
        CorsSettings.read(reader),
        ScheduleSettings.read(reader),
        WebhookSettings.read(reader),
        DemoSettings.read(reader));
  }

  /** All defaults. */
  public static EspalierSettings defaults() {
    return read(key -> Optional.empty(), "localhost");
  }
}
