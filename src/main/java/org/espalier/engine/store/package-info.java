/**
 * Runs, attempts and questions as rows: inserted, asked for by users, and mapped for those who
 * read. Also what a new run of a tree is to run.
 *
 * <p>Entry types: {@link org.espalier.engine.store.RunStore}, {@link
 * org.espalier.engine.store.RunStart}. Its statements run inside the caller's transaction. May use
 * the root package, {@code database}, {@code engine.message}, {@code event}, {@code executor},
 * {@code json}, {@code json.field} and {@code tree}.
 */
@NullMarked
package org.espalier.engine.store;

import org.jspecify.annotations.NullMarked;
