/**
 * Tells hooks what happens to trees, and those who watch a run which hooks failed.
 *
 * <p>Entry types: {@link org.espalier.engine.hook.TreeHookCalls}, {@link
 * org.espalier.engine.hook.HookFailureEvents}. Hooks of tasks are called in {@code
 * engine.dispatch}. May use {@code database}, {@code engine}, {@code engine.node}, {@code event},
 * {@code hook}, {@code json}, {@code settings} and {@code tree}.
 */
@NullMarked
package org.espalier.engine.hook;

import org.jspecify.annotations.NullMarked;
