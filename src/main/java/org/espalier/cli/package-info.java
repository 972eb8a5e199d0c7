/**
 * Commands for people at a terminal, run on a plain JVM beside the server.
 *
 * <p>Entry type: {@link org.espalier.cli.Main}. May use the root package and {@code client}.
 */
@NullMarked
package org.espalier.cli;

import org.jspecify.annotations.NullMarked;
