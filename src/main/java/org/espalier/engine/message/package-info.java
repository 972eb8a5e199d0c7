/**
 * What crosses the border of a run in memory: the claimed run that goes in, the reports, decisions
 * and requests it is told of, the changes and assignments that come out, and the words they share.
 *
 * <p>Entry types: {@link org.espalier.engine.message.ClaimedRun}, {@link
 * org.espalier.engine.message.RunChanges}, {@link org.espalier.engine.message.Assignment}.
 * Immutable values, no I/O. May use {@code event}, {@code executor}, {@code json} and {@code tree}.
 */
@NullMarked
package org.espalier.engine.message;

import org.jspecify.annotations.NullMarked;
