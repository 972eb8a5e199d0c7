/**
 * Commands for people at a terminal, run on a plain JVM beside the server.
 *
 * <p>Entry type: {@link org.espalier.cli.Main}. May use {@code client}, {@code json} and the root
 * package.
 */
@NullMarked
package org.espalier.cli;

import org.jspecify.annotations.NullMarked;
