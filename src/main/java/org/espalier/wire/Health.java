package org.espalier.wire;

/**
 * How a node is.
 *
 * @param status {@code up} or {@code down}
 * @param version of Espalier
 * @param node the node's name
 * @param database {@code postgresql}, {@code h2}, or {@code unreachable}
 */
public record Health(String status, String version, String node, String database) {}
