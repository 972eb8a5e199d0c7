/**
 * Hands an attempt to a thread of this node and reports how it went.
 *
 * <p>Entry type: {@link org.espalier.engine.dispatch.LocalDispatcher}. May use {@code engine},
 * {@code executor}, {@code hook}, {@code tree}, {@code security}, {@code settings} and {@code
 * json}.
 */
@NullMarked
package org.espalier.engine.dispatch;

import org.jspecify.annotations.NullMarked;
