/**
 * What a node runs: its lease, the loops that own runs, the threads that claim and keep them
 * supplied, and start-up.
 *
 * <p>Reading order: {@link org.espalier.engine.node.RunLoop} (the single writer), {@link
 * org.espalier.engine.node.RunClaimer} (claim and recovery), {@link
 * org.espalier.engine.node.NodeLease} (who is alive), then the entry type {@link
 * org.espalier.engine.node.Engine}, which puts them together. May use the root package, {@code
 * database}, {@code engine.journal}, {@code engine.message}, {@code engine.run}, {@code
 * engine.store}, {@code event}, {@code executor}, {@code json}, {@code settings}, {@code thread}
 * and {@code tree}.
 */
@NullMarked
package org.espalier.engine.node;

import org.jspecify.annotations.NullMarked;
