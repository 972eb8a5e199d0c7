/**
 * Reads the fields of a JSON body and gathers every fault found in it, each with a JSON pointer.
 *
 * <p>Entry types: {@link org.espalier.json.field.FieldReader}, {@link
 * org.espalier.json.field.Violations}. May use the root package and {@code json}.
 */
@NullMarked
package org.espalier.json.field;

import org.jspecify.annotations.NullMarked;
