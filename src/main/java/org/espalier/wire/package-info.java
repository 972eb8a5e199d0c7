/**
 * The JSON that crosses the network: one record per message.
 *
 * <p>Names are snake_case, an absent value is {@code null}, points in time have microseconds. A
 * record holds what its JSON shows and no more; texts that are JSON already are passed on unread
 * ({@link org.espalier.wire.RawJson}). Entry types: {@link org.espalier.wire.TreeMessage}, {@link
 * org.espalier.wire.Problem}. May use {@code json}.
 */
@NullMarked
package org.espalier.wire;

import org.jspecify.annotations.NullMarked;
