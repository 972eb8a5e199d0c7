/**
 * The contract of an executor, a kind of work a task can be, and the registry of those there are.
 *
 * <p>Entry types: {@link org.espalier.executor.TaskExecutor} to write one, {@link
 * org.espalier.executor.ExecutorRegistry} to find one. Each kind lives in a sub-package of its own
 * and is known to nobody. May use the root package, {@code json}, {@code json.field}, {@code
 * security}, {@code settings} and {@code tree.submission}.
 */
@NullMarked
package org.espalier.executor;

import org.jspecify.annotations.NullMarked;
