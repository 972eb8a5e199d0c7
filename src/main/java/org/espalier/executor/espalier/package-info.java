/**
 * The executor that runs a tree on another Espalier node, over its HTTP API (docs/rest.md).
 *
 * <p>Entry type: {@link org.espalier.executor.espalier.EspalierExecutor}. May use the root package,
 * {@code json}, {@code settings}, {@code client}, {@code executor}, {@code executor.egress}, {@code
 * executor.http} and {@code executor.peer}.
 */
@NullMarked
package org.espalier.executor.espalier;

import org.jspecify.annotations.NullMarked;
