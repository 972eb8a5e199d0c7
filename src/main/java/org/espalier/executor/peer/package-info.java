/**
 * What the executors that run work on another node share: one attempt with its deadline, cancel and
 * circuit breaker, requests through guarded connections, and the reading of event streams.
 *
 * <p>Entry type: {@link org.espalier.executor.peer.Peers}. May use {@code client}, {@code
 * executor}, {@code executor.egress}, {@code executor.http}, {@code json} and {@code settings}.
 */
@NullMarked
package org.espalier.executor.peer;

import org.jspecify.annotations.NullMarked;
