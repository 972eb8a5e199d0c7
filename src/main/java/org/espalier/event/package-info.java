/**
 * What happened to runs and tasks: recorded in the commit that made it so, read by those who watch.
 *
 * <p>Entry types: {@link org.espalier.event.TaskEvent}, {@link org.espalier.event.EventLog}. May
 * use {@code database}, {@code json} and {@code tree}.
 */
@NullMarked
package org.espalier.event;

import org.jspecify.annotations.NullMarked;
