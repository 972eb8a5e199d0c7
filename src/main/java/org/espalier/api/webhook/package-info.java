/**
 * Calls from outside that start runs: {@code POST /webhook/trigger/{id}}.
 *
 * <p>Entry type: {@link org.espalier.api.webhook.TriggerServlet}. Whether a call is accepted is
 * decided in {@code webhook}. May use the root package, {@code api.door}, {@code api.http}, {@code
 * api.problem}, {@code json}, {@code tree}, {@code webhook} and {@code wire}.
 */
@NullMarked
package org.espalier.api.webhook;

import org.jspecify.annotations.NullMarked;
