package org.espalier.settings;

import java.time.Duration;

/**
 * Who this node is to the others that share its database ({@code espalier.node.*}).
 *
 * @param name what people call it; need not be unique, the node's id is
 * @param lease how long the node counts as alive after its last heartbeat
 * @param heartbeat how often it renews its lease
 */
public record NodeSettings(String name, Duration lease, Duration heartbeat) {
  static NodeSettings read(SettingsReader reader, String hostName) {
    Duration lease =
        reader.duration(
            "espalier.node.lease",
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10));
    Duration heartbeat =
        reader.duration(
            "espalier.node.heartbeat",
            lease.dividedBy(5),
            Duration.ofMillis(50),
            lease.dividedBy(2));
    return new NodeSettings(reader.text("espalier.node.name", hostName), lease, heartbeat);
  }
}
