/**
 * Hands an attempt to a thread of this node and reports how it went.
 *
 * <p>Entry type: {@link org.espalier.engine.dispatch.LocalDispatcher}. May use {@code
 * engine.message}, {@code engine.node}, {@code engine.run}, {@code executor}, {@code hook}, {@code
 * json}, {@code json.field}, {@code security}, {@code settings}, {@code tree.condition} and {@code
 * tree.submission}.
 */
@NullMarked
package org.espalier.engine.dispatch;

import org.jspecify.annotations.NullMarked;
