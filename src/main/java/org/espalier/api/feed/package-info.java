/**
 * Hands events of the log to open HTTP responses, for every protocol that streams.
 *
 * <p>One thread per node, {@link org.espalier.api.feed.EventTail}, reads the log while somebody
 * watches and hands its rows to the {@link org.espalier.api.feed.Subscription}s; a subscription
 * that is behind reads the log itself, page by page, as fast as its client takes it. Writing never
 * blocks ({@link org.espalier.api.feed.EventChannel}), so thousands of clients need no threads and
 * a slow one delays nobody. Entry type: {@link org.espalier.api.feed.EventStreams}. May use the
 * root package, {@code api.problem}, {@code event}, {@code json}, {@code settings} and {@code
 * thread}.
 */
@NullMarked
package org.espalier.api.feed;

import org.jspecify.annotations.NullMarked;
