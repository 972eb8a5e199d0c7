/**
 * {@code rest_executor}: makes one HTTP request.
 *
 * <p>Entry type: {@link org.espalier.executor.rest.RestExecutor}. May use {@code executor}, {@code
 * executor.egress}, {@code executor.http}, {@code json} and {@code settings}.
 */
@NullMarked
package org.espalier.executor.rest;

import org.jspecify.annotations.NullMarked;
