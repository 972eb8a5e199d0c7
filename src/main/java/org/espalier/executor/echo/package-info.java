/**
 * The executor that returns its inputs, for trying out and testing trees.
 *
 * <p>Entry type: {@link org.espalier.executor.echo.EchoExecutor}. May use the root package, {@code
 * json}, {@code settings} and {@code executor}.
 */
@NullMarked
package org.espalier.executor.echo;

import org.jspecify.annotations.NullMarked;
