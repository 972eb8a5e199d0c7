/**
 * Tests of the packaged WAR on a real server, and what they share.
 *
 * <p>Entry types: {@link org.espalier.it.DeployedServer}, which gives a test the one server with
 * all defaults, that Arquillian starts on Payara Micro or WildFly; {@link
 * org.espalier.it.FurnishedServer}, the one with all that can be given to a server; and {@link
 * org.espalier.it.EspalierServer} for a test that needs to break its own. A test that looks at
 * beans, entities, jobs or transactions runs inside the server, as {@code InsideIT} does.
 */
@NullMarked
package org.espalier.it;

import org.jspecify.annotations.NullMarked;
