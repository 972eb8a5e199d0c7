/**
 * Secrets, and who may see them.
 *
 * <p>Entry type: {@link org.espalier.security.Secrets}. May use only the root package and {@code
 * settings}.
 */
@NullMarked
package org.espalier.security;

import org.jspecify.annotations.NullMarked;
