/**
 * Events as they happen, as server-sent events (WHATWG HTML, section 9.2), resumable by id: {@code
 * GET /api/runs/{id}/events} and {@code GET /api/events}.
 *
 * <p>Entry type: {@link org.espalier.api.stream.EventStreamFilter}. May use {@code wire}, {@code
 * json}, {@code settings}, {@code tree}, {@code event}, {@code engine}, {@code api.problem} and
 * {@code api.feed}.
 */
@NullMarked
package org.espalier.api.stream;

import org.jspecify.annotations.NullMarked;
