/**
 * The one JSON mapper of Espalier, with the limits every text from outside is read under.
 *
 * <p>Entry type: {@link org.espalier.json.Json}. May use the root package.
 */
@NullMarked
package org.espalier.json;

import org.jspecify.annotations.NullMarked;
