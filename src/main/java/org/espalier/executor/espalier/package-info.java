/**
 * The executor that runs a tree on another Espalier node, over its HTTP API (docs/rest.md).
 *
 * <p>Entry type: {@link org.espalier.executor.espalier.EspalierExecutor}. May use the root package,
 * {@code json}, {@code settings}, {@code client}, {@code executor}, {@code executor.egress} and
 * {@code executor.http}.
 */
@NullMarked
package org.espalier.executor.espalier;

import org.jspecify.annotations.NullMarked;
