/**
 * The executor that collects the results of its dependencies.
 *
 * <p>Entry type: {@link org.espalier.executor.aggregate.AggregateExecutor}. May use {@code
 * executor} and {@code json}.
 */
@NullMarked
package org.espalier.executor.aggregate;

import org.jspecify.annotations.NullMarked;
