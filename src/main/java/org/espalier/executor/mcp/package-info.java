/**
 * The executor that uses servers of the Model Context Protocol: tools, resources and prompts.
 *
 * <p>Entry type: {@link org.espalier.executor.mcp.McpExecutor}. May use {@code executor}, {@code
 * executor.egress}, {@code executor.http}, {@code executor.process}, {@code json} and {@code
 * settings}.
 *
 * <p>The protocol's own Java SDK and Reactor are used here and nowhere else. They are optional: the
 * bean names none of their types, and they load with the first attempt.
 */
@NullMarked
package org.espalier.executor.mcp;

import org.jspecify.annotations.NullMarked;
