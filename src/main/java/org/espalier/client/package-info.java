/**
 * The Java side of Espalier's HTTP API: submits trees and follows their events.
 *
 * <p>Entry type: {@link org.espalier.client.EspalierClient}. May use the root package and {@code
 * json}.
 */
@NullMarked
package org.espalier.client;

import org.jspecify.annotations.NullMarked;
