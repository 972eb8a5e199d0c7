/**
 * The way into the engine: submission, start, cancel, pause and resume of runs, and the answers of
 * persons.
 *
 * <p>Entry type: {@link org.espalier.engine.TreeRunner}. The rooms below, from the bottom up:
 * {@code engine.message}, {@code engine.run} (pure), {@code engine.store}, {@code engine.journal},
 * {@code engine.node}; beside them {@code engine.query} and {@code engine.edit}. May use {@code
 * database}, {@code engine.message}, {@code engine.node}, {@code engine.store}, {@code event},
 * {@code settings} and {@code tree}.
 */
@NullMarked
package org.espalier.engine;

import org.jspecify.annotations.NullMarked;
