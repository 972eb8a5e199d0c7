package org.espalier.api.rest;

import java.util.List;
import java.util.function.Function;
import org.espalier.engine.query.PageCursor;
import org.espalier.wire.Page;

/** Makes pages of what a repository found. */
final class Pages {
  private Pages() {}

  /**
   * A page; a full one says where the next begins, which may be empty.
   *
   * @param cursor where the page ends, from its last item
   */
  static <E, M> Page<M> of(
      List<E> found, int limit, Function<E, M> message, Function<E, PageCursor> cursor) {
    String next = found.size() < limit ? null : cursor.apply(found.get(found.size() - 1)).text();
    return new Page<>(found.stream().map(message).toList(), next);
  }
}
