/**
 * The executor that makes an HTTP request.
 *
 * <p>Entry type: {@link org.espalier.executor.http.HttpExecutor}. May use the root package, {@code
 * json}, {@code settings}, {@code executor} and {@code executor.egress}. Apache HttpClient is used
 * here and in {@code executor.docker} (docs/adr/0003-http-client.md).
 */
@NullMarked
package org.espalier.executor.http;

import org.jspecify.annotations.NullMarked;
