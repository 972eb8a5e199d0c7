/**
 * Questions that tasks put to persons: who is asked what, and their answers. Asking, waiting and
 * what a task makes of the answer are the engine's part.
 *
 * <p>Entry type: {@link org.espalier.engine.approval.Approvals}. May use the root package, {@code
 * engine}, {@code engine.message}, {@code engine.query}, {@code executor}, {@code json}, {@code
 * json.field} and {@code settings}.
 */
@NullMarked
package org.espalier.engine.approval;

import org.jspecify.annotations.NullMarked;
