/**
 * The executor that tells about the machine the node runs on.
 *
 * <p>Entry type: {@link org.espalier.executor.system.SystemInfoExecutor}. May use {@code executor}
 * and {@code json}.
 */
@NullMarked
package org.espalier.executor.system;

import org.jspecify.annotations.NullMarked;
