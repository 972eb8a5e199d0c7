/**
 * Secrets, and who may see them.
 *
 * <p>Entry type: {@link org.espalier.security.Secrets}. May use nothing of ours.
 */
@NullMarked
package org.espalier.security;

import org.jspecify.annotations.NullMarked;
