/**
 * Decides where executors may connect to.
 *
 * <p>Entry type: {@link org.espalier.executor.egress.EgressGuard}, which every executor that opens
 * a connection must ask for the addresses it connects to. May use {@code executor} and {@code
 * settings}.
 */
@NullMarked
package org.espalier.executor.egress;

import org.jspecify.annotations.NullMarked;
