/**
 * Events as they happen, as server-sent events (WHATWG HTML, section 9.2), resumable by id: {@code
 * GET /api/runs/{id}/events} and {@code GET /api/events}.
 *
 * <p>Entry type: {@link org.espalier.api.stream.EventStreamFilter}. May use the root package,
 * {@code api.feed}, {@code api.http}, {@code api.problem}, {@code engine.query}, {@code
 * engine.store}, {@code event}, {@code json}, {@code tree} and {@code wire}.
 */
@NullMarked
package org.espalier.api.stream;

import org.jspecify.annotations.NullMarked;
