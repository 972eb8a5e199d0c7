/**
 * The methods of the protocol's JSON-RPC endpoints, by what they are about.
 *
 * <p>Each implements {@link org.espalier.api.jsonrpc.RpcMethods}. May use {@code api.http}, {@code
 * api.jsonrpc}, {@code engine}, {@code engine.edit}, {@code engine.message}, {@code engine.node},
 * {@code engine.query}, {@code engine.schedule}, {@code engine.store}, {@code executor}, {@code
 * json}, {@code json.field}, {@code schedule}, {@code security}, {@code settings}, {@code tree},
 * {@code tree.submission}, {@code webhook} and {@code wire}.
 */
@NullMarked
package org.espalier.api.jsonrpc.method;

import org.jspecify.annotations.NullMarked;
