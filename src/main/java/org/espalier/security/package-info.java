/**
 * Who calls, what they may do, and the secrets of tasks.
 *
 * <p>Entry types: {@link org.espalier.security.Authentication} tells who sent a key, {@link
 * org.espalier.security.Verbs} what each verb needs, {@link org.espalier.security.CallerScope} who
 * the current thread works for; {@link org.espalier.security.Secrets}. May use the root package,
 * {@code database} and {@code settings}.
 */
@NullMarked
package org.espalier.security;

import org.jspecify.annotations.NullMarked;
