/**
 * The executor that runs a local program, for administrators who allow it.
 *
 * <p>Entry type: {@link org.espalier.executor.command.CommandExecutor}. A program runs in a session
 * of its own ({@code setsid}) and is found again in {@code /proc}, with all it started, to be ended
 * as a whole. May use {@code executor}, {@code executor.process}, {@code json} and {@code
 * settings}.
 */
@NullMarked
package org.espalier.executor.command;

import org.jspecify.annotations.NullMarked;
