package org.espalier.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a node is.
 *
 * @param status {@code up} or {@code down}
 * @param version of Espalier
 * @param node the node's name
 * @param database {@code postgresql}, {@code h2}, or {@code unreachable}
 * @param lease {@code held}, or {@code overdue} while others may take the node's runs
 * @param reason what is wrong and what to do, in sentences; null when nothing is
 * @param activeRuns runs the node owns
 * @param runningAttempts attempts that hold a place under the node's limit
 * @param abandonedAttempts attempts by executor that were given up and whose threads still run
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Health(
    String status,
    String version,
    String node,
    String database,
    String lease,
    @Nullable String reason,
    int activeRuns,
    int runningAttempts,
    Map<String, Integer> abandonedAttempts) {}
