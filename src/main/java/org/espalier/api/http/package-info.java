/**
 * What every HTTP protocol reads alike: ids and query parameters.
 *
 * <p>Entry type: {@link org.espalier.api.http.QueryParameters}. May use the root package, {@code
 * api.problem}, {@code engine.query}, {@code json}, {@code json.field} and {@code wire}.
 */
@NullMarked
package org.espalier.api.http;

import org.jspecify.annotations.NullMarked;
