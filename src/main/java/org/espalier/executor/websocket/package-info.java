/**
 * The executor that talks to a WebSocket server (RFC 6455).
 *
 * <p>Entry type: {@link org.espalier.executor.websocket.WebSocketExecutor}. May use the root
 * package, {@code json}, {@code settings}, {@code executor}, {@code executor.egress} and, for URLs
 * and headers, {@code executor.http}.
 *
 * <p>The protocol is spoken here, on a plain socket and the attempt's own thread: the client of the
 * JDK resolves names itself and cannot be held to the addresses of the egress guard.
 */
@NullMarked
package org.espalier.executor.websocket;

import org.jspecify.annotations.NullMarked;
