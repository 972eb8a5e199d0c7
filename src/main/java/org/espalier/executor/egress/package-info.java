/**
 * Decides where executors may connect to.
 *
 * <p>Entry type: {@link org.espalier.executor.egress.EgressGuard}, which every executor that opens
 * a connection must ask for the addresses it connects to. May use the root package, {@code
 * settings} and {@code executor}.
 */
@NullMarked
package org.espalier.executor.egress;

import org.jspecify.annotations.NullMarked;
