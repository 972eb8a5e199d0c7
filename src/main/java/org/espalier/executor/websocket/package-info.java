/**
 * The executor that talks to a WebSocket server (RFC 6455).
 *
 * <p>Entry type: {@link org.espalier.executor.websocket.WebSocketExecutor}. May use {@code
 * executor}, {@code executor.egress}, {@code executor.http}, {@code json} and {@code settings}.
 *
 * <p>The protocol is spoken here, on a plain socket and the attempt's own thread: the client of the
 * JDK resolves names itself and cannot be held to the addresses of the egress guard.
 */
@NullMarked
package org.espalier.executor.websocket;

import org.jspecify.annotations.NullMarked;
