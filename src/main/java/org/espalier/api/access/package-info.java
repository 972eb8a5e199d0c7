/**
 * The door of every HTTP protocol: who calls, and whether they may.
 *
 * <p>Entry types: {@link org.espalier.api.access.AccessFilter} lets requests in, {@link
 * org.espalier.api.access.CallerFilter} has them work in their caller's name. May use the root
 * package, {@code api.door}, {@code api.http}, {@code api.problem} and {@code security}.
 */
@NullMarked
package org.espalier.api.access;

import org.jspecify.annotations.NullMarked;
