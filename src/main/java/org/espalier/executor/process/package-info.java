/**
 * What the executors that start local programs share: where a program is found, and how it is ended
 * with all it started.
 *
 * <p>Entry type: {@link org.espalier.executor.process.ProcessTree}. Uses nothing of ours. May use
 * nothing of ours.
 */
@NullMarked
package org.espalier.executor.process;

import org.jspecify.annotations.NullMarked;
