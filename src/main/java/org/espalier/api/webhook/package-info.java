/**
 * Calls from outside that start runs: {@code POST /webhook/trigger/{id}}.
 *
 * <p>Entry type: {@link org.espalier.api.webhook.TriggerServlet}. Whether a call is accepted is
 * decided in {@code webhook}. May use the root package, {@code json}, {@code wire}, {@code tree},
 * {@code engine}, {@code webhook} and {@code api.problem}.
 */
@NullMarked
package org.espalier.api.webhook;

import org.jspecify.annotations.NullMarked;
