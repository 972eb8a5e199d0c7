/**
 * What every HTTP protocol shares: what went wrong as a problem (RFC 9457), and the reading of
 * query parameters.
 *
 * <p>Entry types: {@link org.espalier.api.problem.Problems}, {@link
 * org.espalier.api.problem.QueryParameters}. May use {@code wire}, {@code tree} and {@code engine}.
 */
@NullMarked
package org.espalier.api.problem;

import org.jspecify.annotations.NullMarked;
