/**
 * Starts runs when schedules are due, once per due time however many nodes share the database, and
 * answers questions about schedules.
 *
 * <p>Entry types: {@link org.espalier.engine.schedule.DueTimes}, the watch; {@link
 * org.espalier.engine.schedule.Schedules}, for every protocol. When something is due is {@code
 * schedule}'s matter. May use the root package, {@code database}, {@code engine}, {@code
 * engine.message}, {@code engine.node}, {@code engine.query}, {@code engine.store}, {@code
 * schedule}, {@code settings}, {@code thread} and {@code tree}.
 */
@NullMarked
package org.espalier.engine.schedule;

import org.jspecify.annotations.NullMarked;
