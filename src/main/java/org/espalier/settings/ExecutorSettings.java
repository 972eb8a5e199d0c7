package org.espalier.settings;

import java.util.List;

/**
 * Which executors there are and what they may use ({@code espalier.executors.*}).
 *
 * @param dir directory of jars with custom executors; empty for none
 * @param enabled if not empty, only these kinds run
 * @param disabled these kinds do not run
 * @param freeForm inputs of these kinds may have names that their schema does not list
 * @param restricted only administrators write tasks of these kinds, and callers to whom a kind is
 *     granted by name
 * @param restMaxResponseBytes largest response body {@code rest_executor} reads
 * @param webSocket of {@code websocket_executor}
 * @param sql what {@code sql_executor} may use
 * @param scrape how {@code scrape_executor} behaves
 * @param mcp of {@code mcp_executor}
 * @param ejb of {@code ejb_executor}
 * @param batch of {@code batch_executor}
 * @param email what {@code send_email_executor} uses where the task does not say
 * @param command of {@code command_executor}
 * @param ssh of {@code ssh_executor}
 * @param docker what {@code docker_executor} may do
 * @param jms of {@code jms_executor}
 * @param espalier of {@code espalier_executor}
 * @param apflow of {@code apflow_api_executor}
 * @param grpc what {@code grpc_executor} may do
 */
public record ExecutorSettings(
    String dir,
    List<String> enabled,
    List<String> disabled,
    List<String> freeForm,
    List<String> restricted,
    int restMaxResponseBytes,
    WebSocketSettings webSocket,
    SqlSettings sql,
    ScrapeSettings scrape,
    McpSettings mcp,
    EjbSettings ejb,
    BatchSettings batch,
    EmailSettings email,
    CommandSettings command,
    SshSettings ssh,
    DockerSettings docker,
    JmsSettings jms,
    PeerSettings espalier,
    PeerSettings apflow,
    GrpcSettings grpc) {
  /** They run programs, or reach into the server. */
  private static final List<String> POWERFUL =
      List.of(
          "batch_executor", "command_executor", "docker_executor", "ejb_executor", "ssh_executor");

  public ExecutorSettings {
    enabled = List.copyOf(enabled);
    disabled = List.copyOf(disabled);
    freeForm = List.copyOf(freeForm);
    restricted = List.copyOf(restricted);
  }

  static ExecutorSettings read(SettingsReader reader) {
    String p = "espalier.executors.";
    return new ExecutorSettings(
        reader.text(p + "dir", ""),
        reader.list(p + "enabled"),
        reader.list(p + "disabled"),
        reader.list(p + "free-form"),
        restricted(reader.list(p + "restricted")),
        reader.integer(p + "rest.max-response-bytes", 4 << 20, 1_024, 256 << 20),
        WebSocketSettings.read(reader),
        SqlSettings.read(reader),
        ScrapeSettings.read(reader),
        McpSettings.read(reader),
        EjbSettings.read(reader),
        BatchSettings.read(reader),
        EmailSettings.read(reader),
        CommandSettings.read(reader),
        SshSettings.read(reader),
        DockerSettings.read(reader),
        JmsSettings.read(reader),
        PeerSettings.read(reader, "espalier"),
        PeerSettings.read(reader, "apflow"),
        GrpcSettings.read(reader));
  }

  /** The word {@code none} stands for a list of none, which a setting cannot hold. */
  private static List<String> restricted(List<String> given) {
    if (given.isEmpty()) {
      return POWERFUL;
    }
    return given.equals(List.of("none")) ? List.of() : given;
  }
}
