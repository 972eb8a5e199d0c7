/**
 * The executor that runs a Jakarta Batch job of the server as a task.
 *
 * <p>Entry type: {@link org.espalier.executor.batch.BatchExecutor}. May use {@code executor},
 * {@code json} and {@code settings}. It has nothing to do with {@code engine.batch}, where runs of
 * trees show themselves as jobs.
 */
@NullMarked
package org.espalier.executor.batch;

import org.jspecify.annotations.NullMarked;
