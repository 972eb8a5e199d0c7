/**
 * Lets pages of other origins call the HTTP API, where the operator names them (Fetch standard,
 * section 3.2). Entry type: {@link org.espalier.api.cors.CorsFilter}. May use {@code settings}.
 */
@NullMarked
package org.espalier.api.cors;

import org.jspecify.annotations.NullMarked;
