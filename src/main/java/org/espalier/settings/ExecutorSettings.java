package org.espalier.settings;

import java.util.List;

/**
 * Which executors there are and what they may use ({@code espalier.executors.*}).
 *
 * @param dir directory of jars with custom executors; empty for none
 * @param enabled if not empty, only these kinds run
 * @param disabled these kinds do not run
 * @param restMaxResponseBytes largest response body {@code rest_executor} reads
 * @param docker what {@code docker_executor} may do
 * @param grpc what {@code grpc_executor} may do
 */
public record ExecutorSettings(
    String dir,
    List<String> enabled,
    List<String> disabled,
    int restMaxResponseBytes,
    DockerSettings docker,
    GrpcSettings grpc) {
  public ExecutorSettings {
    enabled = List.copyOf(enabled);
    disabled = List.copyOf(disabled);
  }

  static ExecutorSettings read(SettingsReader reader) {
    String p = "espalier.executors.";
    return new ExecutorSettings(
        reader.text(p + "dir", ""),
        reader.list(p + "enabled"),
        reader.list(p + "disabled"),
        reader.integer(p + "rest.max-response-bytes", 4 << 20, 1_024, 256 << 20),
        DockerSettings.read(reader),
        GrpcSettings.read(reader));
  }
}
