package org.espalier.executor.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import java.util.List;
import java.util.Optional;

/**
 * Asks a server for the description of a service, with version 1 of the reflection protocol and,
 * where that is not there, v1alpha, whose messages are the same on the wire.
 */
final class Reflection {
  private static final MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> V1 =
      ServerReflectionGrpc.getServerReflectionInfoMethod();
  private static final MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse>
      V1_ALPHA =
          V1.toBuilder()
              .setFullMethodName("grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
              .build();
  private static final int MAX_FILES = 2_000;
  private static final String ADVICE =
      "That is what the server's reflection says of it; give the text of its .proto file as inputs.proto, or a descriptor set as inputs.descriptor_set.";

  private final Channel channel;
  private final GrpcRequest request;
  private final Deadline deadline;

  Reflection(Channel channel, GrpcRequest request, Deadline deadline) {
    this.channel = channel;
    this.request = request;
    this.deadline = deadline;
  }

  /** The end of a call that the server or the connection ended. */
  static final class EndedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Answer.End<?> end;

    EndedException(Answer.End<?> end) {
      this.end = end;
    }

    Answer.End<?> end() {
      return end;
    }
  }

  DescriptorFiles files() throws GrpcException, EndedException, InterruptedException {
    try {
      return files(V1);
    } catch (EndedException e) {
      if (e.end().status().getCode() != Status.Code.UNIMPLEMENTED) {
        throw e;
      }
    }
    try {
      return files(V1_ALPHA);
    } catch (EndedException e) {
      if (e.end().status().getCode() != Status.Code.UNIMPLEMENTED) {
        throw e;
      }
      throw GrpcException.permanent(
          "no_reflection",
          "The server at %s has no reflection; give the text of its .proto file as inputs.proto, or a descriptor set as inputs.descriptor_set."
              .formatted(request.server().authority()));
    }
  }

  private DescriptorFiles files(
      MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> version)
      throws GrpcException, EndedException, InterruptedException {
    DescriptorFiles files = new DescriptorFiles(ADVICE);
    try (OpenCall<ServerReflectionRequest, ServerReflectionResponse> call =
        new OpenCall<>(channel, version, deadline, metadata())) {
      ServerReflectionRequest.Builder ask = ServerReflectionRequest.newBuilder();
      addAnswer(files, call, ask.setFileContainingSymbol(request.service()).build());
      Optional<String> missing = files.findMissing();
      for (int i = 0; missing.isPresent() && i < MAX_FILES; i++) {
        addAnswer(files, call, ask.setFileByFilename(missing.get()).build());
        missing = files.findMissing();
      }
      call.endOfMessages();
    }
    return files;
  }

  /** Servers may ask for the same credentials here as for the call itself. */
  private Metadata metadata() {
    return CallMetadata.of(request);
  }

  private void addAnswer(
      DescriptorFiles files,
      OpenCall<ServerReflectionRequest, ServerReflectionResponse> call,
      ServerReflectionRequest question)
      throws GrpcException, EndedException, InterruptedException {
    call.send(question);
    ServerReflectionResponse response = answer(call);
    if (!response.hasFileDescriptorResponse()) {
      throw GrpcException.permanent(
          "service_not_found",
          "The server at %s does not know %s: %s. Check inputs.service, which is written with its package."
              .formatted(
                  request.server().authority(),
                  request.service(),
                  response.getErrorResponse().getErrorMessage()));
    }
    List<ByteString> found = response.getFileDescriptorResponse().getFileDescriptorProtoList();
    try {
      for (ByteString file : found) {
        files.add(FileDescriptorProto.parseFrom(file));
      }
    } catch (InvalidProtocolBufferException e) {
      throw GrpcException.permanent(
          "bad_descriptors",
          "The server's reflection answered with what is no file descriptor; give the text of its .proto file as inputs.proto.");
    }
  }

  private static ServerReflectionResponse answer(
      OpenCall<ServerReflectionRequest, ServerReflectionResponse> call)
      throws EndedException, InterruptedException {
    while (true) {
      Answer<ServerReflectionResponse> answer = call.next();
      if (answer instanceof Answer.Message<ServerReflectionResponse> message) {
        return message.message();
      }
      if (answer instanceof Answer.End<ServerReflectionResponse> end) {
        throw new EndedException(end);
      }
    }
  }
}
