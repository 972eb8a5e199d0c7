/**
 * What the API reads of runs and trees: lists in pages, one run, its attempts, and why a task
 * waits.
 *
 * <p>Entry types: {@link org.espalier.engine.query.RunRepository}, {@link
 * org.espalier.engine.query.WaitingReasons}. May use {@code engine.message}, {@code engine.store}
 * and {@code tree}.
 */
@NullMarked
package org.espalier.engine.query;

import org.jspecify.annotations.NullMarked;
