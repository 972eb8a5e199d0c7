/**
 * What a user submits: a tree of tasks, its order and its state.
 *
 * <p>Reading order: {@link org.espalier.tree.TaskStatus}, {@link org.espalier.tree.Task}, {@link
 * org.espalier.tree.TaskRepository}. May use the root package, {@code database}, {@code json},
 * {@code json.field}, {@code schedule} and {@code settings}.
 */
@NullMarked
package org.espalier.tree;

import org.jspecify.annotations.NullMarked;
