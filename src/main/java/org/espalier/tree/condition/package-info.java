/**
 * References from a task's inputs to results, and {@code run_if}: whether a task is run at all.
 * Pure.
 *
 * <p>Entry types: {@link org.espalier.tree.condition.References}, {@link
 * org.espalier.tree.condition.RunCondition}. May use {@code json.field}.
 */
@NullMarked
package org.espalier.tree.condition;

import org.jspecify.annotations.NullMarked;
