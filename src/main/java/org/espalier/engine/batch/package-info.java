/**
 * The Jakarta Batch side of the engine: a job execution for each claim, so that an operator sees
 * and steers runs with the server's own tools. Our tables are the truth; nothing here is needed to
 * recover.
 *
 * <p>Entry types: {@link org.espalier.engine.batch.TreeRunBatchlet}, {@link
 * org.espalier.engine.batch.BatchJobs}. May use {@code database}, {@code engine.message}, {@code
 * engine.node} and {@code settings}. {@code jakarta.batch} appears nowhere else.
 */
@NullMarked
package org.espalier.engine.batch;

import org.jspecify.annotations.NullMarked;
