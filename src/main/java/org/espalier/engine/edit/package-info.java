/**
 * What the API changes of stored trees while no run is in the way: definitions, states set by hand,
 * deletion.
 *
 * <p>Entry types: {@link org.espalier.engine.edit.TreeEditor}, {@link
 * org.espalier.engine.edit.TaskUpdates}. May use the root package, {@code engine.store}, {@code
 * json}, {@code json.field}, {@code schedule}, {@code settings}, {@code tree} and {@code
 * tree.submission}.
 */
@NullMarked
package org.espalier.engine.edit;

import org.jspecify.annotations.NullMarked;
