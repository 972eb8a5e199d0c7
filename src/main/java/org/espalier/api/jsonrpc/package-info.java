/**
 * The AI Partner Up Flow Protocol 1.0 over JSON-RPC 2.0, and the wire behaviour of its reference
 * implementation: {@code POST /tasks}, {@code POST /system} and {@code POST /}.
 *
 * <p>{@link org.espalier.api.jsonrpc.JsonRpcFilter} takes requests off the network; {@link
 * org.espalier.api.jsonrpc.RpcEndpoint} knows the rules of JSON-RPC, {@link
 * org.espalier.api.jsonrpc.RpcMethods} are groups of methods, found as CDI beans, and {@link
 * org.espalier.api.jsonrpc.RpcErrors} turns what went wrong into error objects. {@code
 * docs/protocol.md} says what was decided where document and source differ. May use {@code json},
 * {@code settings}, {@code security}, {@code wire}, {@code tree}, {@code event}, {@code executor},
 * {@code schedule}, {@code engine}, {@code engine.schedule}, {@code api.problem} and {@code
 * api.feed}.
 */
@NullMarked
package org.espalier.api.jsonrpc;

import org.jspecify.annotations.NullMarked;
