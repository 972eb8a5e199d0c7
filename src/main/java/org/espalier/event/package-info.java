/**
 * What happened to runs and tasks: recorded in the commit that made it so, read by those who watch.
 *
 * <p>Entry types: {@link org.espalier.event.TaskEvent}, {@link org.espalier.event.EventLog}. May
 * use the root package, {@code json}, {@code settings}, {@code database} and {@code tree}.
 */
@NullMarked
package org.espalier.event;

import org.jspecify.annotations.NullMarked;
