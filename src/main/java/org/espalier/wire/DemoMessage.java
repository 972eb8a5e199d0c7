package org.espalier.wire;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Whether demo tasks can be made.
 *
 * @param success that the question was answered
 * @param canInit whether there are demo tasks that are not there yet
 */
@JsonNaming(SnakeCaseStrategy.class)
public record DemoMessage(boolean success, boolean canInit) {}
