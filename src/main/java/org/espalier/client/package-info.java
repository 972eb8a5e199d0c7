/**
 * The Java side of Espalier's HTTP API: submits trees and follows their events.
 *
 * <p>Entry type: {@link org.espalier.client.EspalierClient}. May use the root package, {@code json}
 * and {@code wire}; needs no application server.
 */
@NullMarked
package org.espalier.client;

import org.jspecify.annotations.NullMarked;
