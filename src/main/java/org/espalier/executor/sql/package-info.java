/**
 * The executor that runs SQL statements on a data source the administrator named.
 *
 * <p>Entry type: {@link org.espalier.executor.sql.SqlExecutor}. May use the root package, {@code
 * json}, {@code settings}, {@code database} and {@code executor}.
 */
@NullMarked
package org.espalier.executor.sql;

import org.jspecify.annotations.NullMarked;
