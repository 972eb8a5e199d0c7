/**
 * The door of every HTTP protocol: who calls, and whether they may.
 *
 * <p>Entry type: {@link org.espalier.api.access.AccessFilter}, in front of all other filters but
 * the one for browsers of other origins. May use the root package, {@code api.problem}, {@code
 * json}, {@code security} and {@code wire}.
 */
@NullMarked
package org.espalier.api.access;

import org.jspecify.annotations.NullMarked;
