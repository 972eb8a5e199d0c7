/**
 * {@code wait_executor}: completes at a point in time, and holds nothing until then. Entry type:
 * {@link org.espalier.executor.wait.WaitExecutor}. May use {@code executor} and {@code json}.
 */
@NullMarked
package org.espalier.executor.wait;

import org.jspecify.annotations.NullMarked;
