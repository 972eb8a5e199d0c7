/**
 * Espalier runs trees of tasks: durably, and fast.
 *
 * <p>The map, from the bottom up. A package may use those above it in this list that its own {@code
 * package-info} names, and {@code ArchitectureTest} holds them to it.
 *
 * <ul>
 *   <li>here: {@link org.espalier.EspalierException} and {@link org.espalier.ErrorCode}, the root
 *       of everything that can go wrong;
 *   <li>{@code json}: the one JSON mapper and its limits; {@code json.field}: reads the fields of a
 *       body and gathers its faults;
 *   <li>{@code settings}: configuration, read once;
 *   <li>{@code database}: the connection, its dialect and the schema;
 *   <li>{@code wire}: the JSON that crosses the network;
 *   <li>{@code schedule}: when something is due;
 *   <li>{@code tree}: what a user submits, as stored: tasks, their order, their status; {@code
 *       tree.condition}: references and conditions; {@code tree.submission}: from JSON to a tree;
 *   <li>{@code event}: what happened, for those who watch;
 *   <li>{@code executor}: the kinds of work a task can be, one sub-package each;
 *   <li>{@code hook}: what a site hangs into the life of tasks and trees;
 *   <li>{@code engine}: runs trees. From the bottom up {@code engine.message} (what crosses the
 *       border of a run), {@code engine.run} (one run in memory, pure), {@code engine.store} (its
 *       rows), {@code engine.journal} (the group commit), {@code engine.node} (loops, claims,
 *       lease), then {@code engine} itself, the way in; {@code engine.query} and {@code
 *       engine.edit} read and change what is stored; {@code engine.batch}, {@code engine.dispatch},
 *       {@code engine.retry}, {@code engine.schedule}, {@code engine.hook} and {@code
 *       engine.approval} are neighbours;
 *   <li>{@code webhook}: tells others over HTTP how runs go, and lets others start them;
 *   <li>{@code security}: secrets and, later, callers;
 *   <li>{@code api.problem}: what went wrong, {@code api.http}: ids and query parameters, {@code
 *       api.feed}: events for open responses, {@code api.cors}: who may call from a page of another
 *       origin, {@code api.door}: what every request passes first; for every protocol alike. {@code
 *       api.rest}, {@code api.stream}, {@code api.jsonrpc} (its methods in {@code
 *       api.jsonrpc.method}), {@code api.webhook}: the network protocols, which never see each
 *       other;
 *   <li>{@code client}, {@code cli}: the other end of the wire.
 * </ul>
 */
@NullMarked
package org.espalier;

import org.jspecify.annotations.NullMarked;
