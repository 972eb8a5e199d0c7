/**
 * Threads of a node that go on whatever happens.
 *
 * <p>Entry types: {@link org.espalier.thread.UndyingThread}, {@link org.espalier.thread.Poller},
 * which looks at something again and again. May use the root package.
 */
@NullMarked
package org.espalier.thread;

import org.jspecify.annotations.NullMarked;
