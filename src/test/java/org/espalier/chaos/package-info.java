/**
 * Real faults on real processes: servers that are killed, stopped and continued, databases that
 * restart, clocks that disagree. Run by {@code mvn verify -Pchaos}; docs/reliability.md tells what
 * each test proves.
 *
 * <p>Entry types: {@link org.espalier.chaos.Scenario}, one test's servers, database and load;
 * {@link org.espalier.chaos.Witness}, the peer that the tasks call and that sees from outside what
 * is done; {@link org.espalier.chaos.Invariants}, what holds in the database. Uses the servers of
 * {@code org.espalier.it}.
 */
@NullMarked
package org.espalier.chaos;

import org.jspecify.annotations.NullMarked;
