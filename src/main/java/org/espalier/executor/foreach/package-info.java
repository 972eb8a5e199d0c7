/**
 * {@code foreach_executor}: makes one task of a template for each element of a list. Entry type:
 * {@link org.espalier.executor.foreach.ForeachExecutor}. May use {@code executor}, {@code json},
 * {@code tree.condition} and {@code tree.submission}.
 */
@NullMarked
package org.espalier.executor.foreach;

import org.jspecify.annotations.NullMarked;
