/**
 * What every request passes before any protocol sees it, whoever sends it: which host it asks for,
 * which page it comes from, how its body is framed and what type it has. Takes the body in without
 * a thread, and has requests take turns. Knows no caller.
 *
 * <p>Entry type: {@link org.espalier.api.door.DoorFilter}. {@code docs/security.md} says what is
 * promised. A protocol that refuses in a form of its own has a {@link
 * org.espalier.api.door.RefusalForm}. May use the root package, {@code api.http}, {@code
 * api.problem}, {@code executor}, {@code json}, {@code settings} and {@code wire}.
 */
@NullMarked
package org.espalier.api.door;

import org.jspecify.annotations.NullMarked;
