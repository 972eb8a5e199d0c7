/**
 * The executor that makes an HTTP request.
 *
 * <p>Entry type: {@link org.espalier.executor.http.HttpExecutor}. May use {@code executor}, {@code
 * executor.egress}, {@code json} and {@code settings}. Apache HttpClient is used here and in {@code
 * executor.docker} (docs/adr/0003-http-client.md).
 */
@NullMarked
package org.espalier.executor.http;

import org.jspecify.annotations.NullMarked;
