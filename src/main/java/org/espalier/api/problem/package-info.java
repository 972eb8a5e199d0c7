/**
 * What every HTTP protocol shares: what went wrong as a problem (RFC 9457), and the reading of
 * query parameters.
 *
 * <p>Entry types: {@link org.espalier.api.problem.Problems}, {@link
 * org.espalier.api.http.QueryParameters}. May use the root package, {@code database}, {@code
 * engine.store}, {@code json.field} and {@code wire}.
 */
@NullMarked
package org.espalier.api.problem;

import org.jspecify.annotations.NullMarked;
