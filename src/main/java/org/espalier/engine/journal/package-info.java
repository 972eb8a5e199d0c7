/**
 * The group commit: the changes of many runs in one transaction, each guarded by the run's epoch,
 * revision and owner.
 *
 * <p>Entry type: {@link org.espalier.engine.journal.RunJournal}, in two forms for the two
 * databases. May use {@code database}, {@code engine.message}, {@code engine.store}, {@code event}
 * and {@code tree}.
 */
@NullMarked
package org.espalier.engine.journal;

import org.jspecify.annotations.NullMarked;
