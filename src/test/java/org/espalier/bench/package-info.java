/**
 * The benchmark behind {@code bench/run}: workloads through HTTP against a real server on a real
 * PostgreSQL.
 */
@NullMarked
package org.espalier.bench;

import org.jspecify.annotations.NullMarked;
