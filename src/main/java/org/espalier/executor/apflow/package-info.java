/**
 * The executor that calls another node over the JSON-RPC protocol of apflow (docs/protocol.md), and
 * follows what it has that node run.
 *
 * <p>Entry type: {@link org.espalier.executor.apflow.ApflowApiExecutor}. May use {@code client},
 * {@code executor}, {@code executor.egress}, {@code executor.http}, {@code executor.peer}, {@code
 * json} and {@code settings}.
 */
@NullMarked
package org.espalier.executor.apflow;

import org.jspecify.annotations.NullMarked;
