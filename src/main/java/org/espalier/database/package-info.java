/**
 * The database: its connections and transactions, its dialect, its schema.
 *
 * <p>Entry type: {@link org.espalier.database.Database}. The schema's scripts are in the resources
 * beside this package, one folder per dialect. May use the root package.
 */
@NullMarked
package org.espalier.database;

import org.jspecify.annotations.NullMarked;
