/**
 * The executor that collects the results of its dependencies.
 *
 * <p>Entry type: {@link org.espalier.executor.aggregate.AggregateExecutor}. May use the root
 * package, {@code json}, {@code settings} and {@code executor}.
 */
@NullMarked
package org.espalier.executor.aggregate;

import org.jspecify.annotations.NullMarked;
