/**
 * The executor that sends a message through a connection factory of the server, and may wait for
 * the answer.
 *
 * <p>Entry type: {@link org.espalier.executor.jms.JmsExecutor}. May use the root package, {@code
 * json}, {@code settings} and {@code executor}. Jakarta Messaging is used here and nowhere else.
 */
@NullMarked
package org.espalier.executor.jms;

import org.jspecify.annotations.NullMarked;
