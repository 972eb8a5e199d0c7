/**
 * The HTTP API: trees, runs, tasks, executors.
 *
 * <p>Entry types: {@link org.espalier.api.rest.EspalierApplication} names the resources; each
 * resource reads a request, asks {@code tree} or {@code engine}, and answers a message of {@code
 * wire}. Bodies are read and written by our own mapper, never by JAX-RS, because the servers bind
 * them differently. Resources are no EJBs and open no transaction. May use {@code wire}, {@code
 * json}, {@code settings}, {@code database}, {@code schedule}, {@code tree}, {@code engine}, {@code
 * engine.schedule}, {@code engine.approval}, {@code hook}, {@code webhook}, {@code executor} and
 * {@code api.problem}.
 */
@NullMarked
package org.espalier.api.rest;

import org.jspecify.annotations.NullMarked;
