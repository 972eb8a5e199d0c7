/**
 * The executor that runs a local program, for administrators who allow it.
 *
 * <p>Entry type: {@link org.espalier.executor.command.CommandExecutor}. A program runs in a session
 * of its own ({@code setsid}) and is found again in {@code /proc}, with all it started, to be ended
 * as a whole. May use the root package, {@code json}, {@code settings}, {@code executor} and {@code
 * executor.process}.
 */
@NullMarked
package org.espalier.executor.command;

import org.jspecify.annotations.NullMarked;
