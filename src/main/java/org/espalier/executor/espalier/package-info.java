/**
 * The executor that runs a tree on another Espalier node, over its HTTP API (docs/rest.md).
 *
 * <p>Entry type: {@link org.espalier.executor.espalier.EspalierExecutor}. May use {@code client},
 * {@code executor}, {@code executor.egress}, {@code executor.http}, {@code executor.peer}, {@code
 * json} and {@code settings}.
 */
@NullMarked
package org.espalier.executor.espalier;

import org.jspecify.annotations.NullMarked;
