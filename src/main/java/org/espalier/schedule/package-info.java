/**
 * When a schedule is due: the six types in both notations, and the times that follow from them.
 * Pure; knows neither tasks nor runs, and keeps no state.
 *
 * <p>Entry types: {@link org.espalier.schedule.ScheduleDefinition}, what a task carries; {@link
 * org.espalier.schedule.Schedule}, its times. May use the root package and {@code json}.
 */
@NullMarked
package org.espalier.schedule;

import org.jspecify.annotations.NullMarked;
