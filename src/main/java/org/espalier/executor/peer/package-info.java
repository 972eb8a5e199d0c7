/**
 * What the executors that run work on another node share: one attempt with its deadline, cancel and
 * circuit breaker, requests through guarded connections, and the reading of event streams.
 *
 * <p>Entry type: {@link org.espalier.executor.peer.Peers}. May use the root package, {@code json},
 * {@code settings}, {@code client}, {@code executor}, {@code executor.egress} and {@code
 * executor.http}.
 */
@NullMarked
package org.espalier.executor.peer;

import org.jspecify.annotations.NullMarked;
