/**
 * Runs trees: what is ready, what happened, who may write, and what if a node dies.
 *
 * <p>Reading order: {@link org.espalier.engine.ReadyTasks} and its test (when a task may start),
 * {@link org.espalier.engine.RunState} (what follows from what happened; pure), {@link
 * org.espalier.engine.RunLoop} (the single writer), {@link org.espalier.engine.RunJournal} (the
 * group commit), {@link org.espalier.engine.RunClaimer} (claim and recovery), {@link
 * org.espalier.engine.TreeRunner} (the facade). May use everything below: {@code json}, {@code
 * settings}, {@code database}, {@code tree}, {@code event}, {@code schedule}, {@code executor},
 * {@code engine.retry}.
 */
@NullMarked
package org.espalier.engine;

import org.jspecify.annotations.NullMarked;
