/**
 * Tells others over HTTP how a run goes, and lets others start runs over HTTP.
 *
 * <p>Entry types: {@link org.espalier.webhook.WebhookConfig}, where a run's events are sent; {@link
 * org.espalier.webhook.WebhookDeliveries}, which sends them; {@link
 * org.espalier.webhook.WebhookTriggers}, which checks and answers calls from outside. May use the
 * root package, {@code database}, {@code engine.message}, {@code engine.node}, {@code
 * engine.query}, {@code engine.schedule}, {@code engine.store}, {@code event}, {@code executor},
 * {@code executor.egress}, {@code executor.http}, {@code json}, {@code json.field}, {@code
 * security}, {@code settings}, {@code thread} and {@code tree}.
 */
@NullMarked
package org.espalier.webhook;

import org.jspecify.annotations.NullMarked;
