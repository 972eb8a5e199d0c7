/**
 * The executor that calls a method of a bean of another application on the same server.
 *
 * <p>Entry type: {@link org.espalier.executor.ejb.EjbExecutor}. May use {@code executor}, {@code
 * json} and {@code settings}. The bean's types belong to another class loader: they are only ever
 * seen by reflection on what JNDI returned.
 */
@NullMarked
package org.espalier.executor.ejb;

import org.jspecify.annotations.NullMarked;
