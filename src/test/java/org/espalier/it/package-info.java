/**
 * Tests of the packaged WAR on a real server, and what they share.
 *
 * <p>Entry types: {@link org.espalier.it.SharedServer}, which gives a test the one server of the
 * whole run, and {@link org.espalier.it.EspalierServer} for a test that needs to break its own.
 */
@NullMarked
package org.espalier.it;

import org.jspecify.annotations.NullMarked;
