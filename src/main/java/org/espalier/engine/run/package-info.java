/**
 * One run in memory, pure: which task may start, what follows from what happened, what is left to
 * recover. No I/O, no thread, no clock; time and randomness come in.
 *
 * <p>Reading order: {@link org.espalier.engine.run.ReadyTasks} and its test (when a task may
 * start), then the entry type {@link org.espalier.engine.run.RunState} (what follows from what
 * happened). May use {@code engine.message}, {@code engine.retry}, {@code event}, {@code executor},
 * {@code json}, {@code settings}, {@code tree} and {@code tree.condition}.
 */
@NullMarked
package org.espalier.engine.run;

import org.jspecify.annotations.NullMarked;
