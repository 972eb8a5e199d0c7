/**
 * HTTP as executors of several kinds and webhooks speak it: URLs, headers, and requests that go
 * only where the egress guard allows.
 *
 * <p>Entry types: {@link org.espalier.executor.http.HttpCalls} makes a request and waits for its
 * answer; {@link org.espalier.executor.http.GuardedHttpClients} makes clients for libraries that
 * want a {@link java.net.http.HttpClient}. May use {@code executor}, {@code executor.egress} and
 * {@code json}. Apache HttpClient is used here and in {@code executor.docker}
 * (docs/adr/0003-http-client.md).
 */
@NullMarked
package org.espalier.executor.http;

import org.jspecify.annotations.NullMarked;
