/**
 * Events as they happen, as server-sent events (WHATWG HTML, section 9.2), resumable by id.
 *
 * <p>One thread per node, {@link org.espalier.api.stream.EventTail}, reads the log while somebody
 * watches and hands its rows to the {@link org.espalier.api.stream.Subscription}s; a subscription
 * that is behind reads the log itself, page by page, as fast as its client takes it. Writing never
 * blocks ({@link org.espalier.api.stream.EventChannel}), so thousands of clients need no threads
 * and a slow one delays nobody. Entry type: {@link org.espalier.api.stream.EventStreamFilter}. May
 * use {@code wire}, {@code json}, {@code settings}, {@code tree}, {@code event}, {@code engine} and
 * {@code api.problem}.
 */
@NullMarked
package org.espalier.api.stream;

import org.jspecify.annotations.NullMarked;
