/**
 * The executor that calls a method of a gRPC service without generated code.
 *
 * <p>Entry type: {@link org.espalier.executor.grpc.GrpcExecutor}. May use {@code executor}, {@code
 * executor.egress}, {@code json} and {@code settings}. gRPC, protobuf and Wire are used here and
 * nowhere else; a lean WAR leaves them out, so {@code GrpcExecutor} and what it reads inputs with
 * name no type of theirs.
 */
@NullMarked
package org.espalier.executor.grpc;

import org.jspecify.annotations.NullMarked;
