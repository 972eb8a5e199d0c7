/**
 * The executor that sends a message through a connection factory of the server, and may wait for
 * the answer.
 *
 * <p>Entry type: {@link org.espalier.executor.jms.JmsExecutor}. May use {@code executor}, {@code
 * json} and {@code settings}. Jakarta Messaging is used here and nowhere else.
 */
@NullMarked
package org.espalier.executor.jms;

import org.jspecify.annotations.NullMarked;
