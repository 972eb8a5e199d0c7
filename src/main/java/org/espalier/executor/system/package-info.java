/**
 * The executor that tells about the machine the node runs on.
 *
 * <p>Entry type: {@link org.espalier.executor.system.SystemInfoExecutor}. May use the root package,
 * {@code json}, {@code settings} and {@code executor}.
 */
@NullMarked
package org.espalier.executor.system;

import org.jspecify.annotations.NullMarked;
