/**
 * The executor that returns its inputs, for trying out and testing trees.
 *
 * <p>Entry type: {@link org.espalier.executor.echo.EchoExecutor}. May use {@code executor} and
 * {@code json}.
 */
@NullMarked
package org.espalier.executor.echo;

import org.jspecify.annotations.NullMarked;
