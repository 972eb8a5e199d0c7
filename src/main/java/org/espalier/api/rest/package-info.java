/**
 * The HTTP API: trees, runs, tasks, executors.
 *
 * <p>Entry types: {@link org.espalier.api.rest.EspalierApplication} names the resources; each
 * resource reads a request, asks {@code tree} or {@code engine}, and answers a message of {@code
 * wire}. Bodies are read and written by our own mapper, never by JAX-RS, because the servers bind
 * them differently. Resources are no EJBs and open no transaction. May use the root package, {@code
 * api.http}, {@code api.problem}, {@code database}, {@code engine}, {@code engine.approval}, {@code
 * engine.edit}, {@code engine.message}, {@code engine.node}, {@code engine.query}, {@code
 * engine.schedule}, {@code engine.store}, {@code executor}, {@code hook}, {@code json}, {@code
 * json.field}, {@code schedule}, {@code security}, {@code settings}, {@code tree}, {@code
 * tree.submission}, {@code webhook} and {@code wire}.
 */
@NullMarked
package org.espalier.api.rest;

import org.jspecify.annotations.NullMarked;
