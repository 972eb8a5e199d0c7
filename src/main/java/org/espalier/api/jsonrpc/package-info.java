/**
 * The AI Partner Up Flow Protocol 1.0 over JSON-RPC 2.0, and the wire behaviour of its reference
 * implementation: {@code POST /tasks}, {@code POST /system} and {@code POST /}.
 *
 * <p>{@link org.espalier.api.jsonrpc.JsonRpcFilter} takes requests off the network; {@link
 * org.espalier.api.jsonrpc.RpcEndpoint} knows the rules of JSON-RPC, {@link
 * org.espalier.api.jsonrpc.RpcMethods} are groups of methods, found as CDI beans, and {@link
 * org.espalier.api.jsonrpc.RpcErrors} turns what went wrong into error objects. {@code
 * docs/protocol.md} says what was decided where document and source differ. May use the root
 * package, {@code api.door}, {@code api.feed}, {@code api.http}, {@code api.problem}, {@code
 * event}, {@code json}, {@code json.field}, {@code security}, {@code tree}, {@code webhook} and
 * {@code wire}.
 */
@NullMarked
package org.espalier.api.jsonrpc;

import org.jspecify.annotations.NullMarked;
