/**
 * Espalier runs trees of tasks: durably, and fast.
 *
 * <p>The map, from the bottom up. A package may use those above it in this list that its own {@code
 * package-info} names, and {@code ArchitectureTest} holds them to it.
 *
 * <ul>
 *   <li>here: {@link org.espalier.EspalierException} and {@link org.espalier.ErrorCode}, the root
 *       of everything that can go wrong;
 *   <li>{@code json}: the one JSON mapper and its limits;
 *   <li>{@code settings}: configuration, read once;
 *   <li>{@code database}: the connection, its dialect and the schema;
 *   <li>{@code wire}: the JSON that crosses the network;
 *   <li>{@code schedule}: when something is due;
 *   <li>{@code tree}: what a user submits: tasks, their order, their status;
 *   <li>{@code event}: what happened, for those who watch;
 *   <li>{@code executor}: the kinds of work a task can be, one sub-package each;
 *   <li>{@code hook}: what a site hangs into the life of tasks and trees;
 *   <li>{@code engine}: runs trees; {@code engine.batch}, {@code engine.dispatch}, {@code
 *       engine.retry}, {@code engine.schedule}, {@code engine.hook} and {@code engine.approval} are
 *       its neighbours;
 *   <li>{@code webhook}: tells others over HTTP how runs go, and lets others start them;
 *   <li>{@code security}: secrets and, later, callers;
 *   <li>{@code api.problem}: what went wrong, {@code api.feed}: events for open responses, {@code
 *       api.cors}: who may call from a page of another origin; for every protocol alike. {@code
 *       api.rest}, {@code api.stream}, {@code api.jsonrpc}, {@code api.webhook}: the network
 *       protocols, which never see each other;
 *   <li>{@code client}, {@code cli}: the other end of the wire.
 * </ul>
 */
@NullMarked
package org.espalier;

import org.jspecify.annotations.NullMarked;
