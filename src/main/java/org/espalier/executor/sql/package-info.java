/**
 * The executor that runs SQL statements on a data source the administrator named.
 *
 * <p>Entry type: {@link org.espalier.executor.sql.SqlExecutor}. May use {@code database}, {@code
 * executor}, {@code json} and {@code settings}.
 */
@NullMarked
package org.espalier.executor.sql;

import org.jspecify.annotations.NullMarked;
