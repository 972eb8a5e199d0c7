/**
 * {@code rest_executor}: makes one HTTP request.
 *
 * <p>Entry type: {@link org.espalier.executor.rest.RestExecutor}. May use the root package, {@code
 * json}, {@code settings}, {@code executor}, {@code executor.egress} and {@code executor.http}.
 */
@NullMarked
package org.espalier.executor.rest;

import org.jspecify.annotations.NullMarked;
