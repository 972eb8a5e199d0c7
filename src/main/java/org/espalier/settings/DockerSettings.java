package org.espalier.settings;

import java.time.Duration;
import java.util.List;

/**
 * What {@code docker_executor} may do ({@code espalier.executors.docker.*}).
 *
 * @param host where the engine listens: {@code unix:///path}, {@code tcp://host:port} or {@code
 *     https://host:port}; empty switches the executor off
 * @param certDir directory with {@code ca.pem}, {@code cert.pem} and {@code key.pem}; empty for
 *     none
 * @param images the images tasks may use
 * @param pull whether an image that is not there is pulled
 * @param mounts directories of the host tasks may mount, with {@code :rw} also to write to
 * @param networks networks tasks may name besides {@code none}
 * @param maxCpus most processors of one container
 * @param maxMemoryBytes most memory of one container
 * @param maxPids most processes and threads of one container
 * @param maxOutputBytes how much of what a container puts out is kept
 * @param maxTimeout longest time of one container
 */
public record DockerSettings(
    String host,
    String certDir,
    List<String> images,
    boolean pull,
    List<String> mounts,
    List<String> networks,
    double maxCpus,
    long maxMemoryBytes,
    int maxPids,
    int maxOutputBytes,
    Duration maxTimeout) {
  public DockerSettings {
    images = List.copyOf(images);
    mounts = List.copyOf(mounts);
    networks = List.copyOf(networks);
  }

  static DockerSettings read(SettingsReader reader) {
    String p = "espalier.executors.docker.";
    return new DockerSettings(
        reader.text(p + "host", ""),
        reader.text(p + "cert-dir", ""),
        reader.list(p + "images"),
        pull(p + "pull", reader),
        reader.list(p + "mounts"),
        reader.list(p + "networks"),
        reader.decimal(p + "max-cpus", 2, 0.01, 1_024),
        reader.number(p + "max-memory-bytes", 2L << 30, 6 << 20, 1L << 50),
        reader.integer(p + "max-pids", 512, 1, 1_000_000),
        reader.integer(p + "max-output-bytes", 1 << 20, 1_024, 64 << 20),
        reader.duration(
            p + "max-timeout", Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofDays(30)));
  }

  private static boolean pull(String key, SettingsReader reader) {
    String given = reader.text(key, "if-absent");
    return switch (given) {
      case "if-absent" -> true;
      case "never" -> false;
      default -> throw new InvalidSettingException(key, "if-absent or never", given);
    };
  }
}
