package org.espalier.executor.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;

/** A method as its files describe it, and its messages as JSON (the protobuf JSON mapping). */
final class ServiceMethod {
  private final MethodDescriptor method;
  private final JsonFormat.TypeRegistry types;

  private ServiceMethod(MethodDescriptor method, JsonFormat.TypeRegistry types) {
    this.method = method;
    this.types = types;
  }

  /**
   * Looks a method up.
   *
   * @throws GrpcException when there is no such service or method
   */
  static ServiceMethod find(List<FileDescriptor> files, GrpcRequest request) throws GrpcException {
    ServiceDescriptor service =
        files.stream()
            .flatMap(file -> file.getServices().stream())
            .filter(candidate -> candidate.getFullName().equals(request.service()))
            .findFirst()
            .orElseThrow(
                () ->
                    GrpcException.permanent(
                        "service_not_found",
                        "The description has no service %s; write its name with its package."
                            .formatted(request.service())));
    MethodDescriptor method = service.findMethodByName(request.method());
    if (method == null) {
      throw GrpcException.permanent(
          "method_not_found",
          "The service %s has no method %s; it has %s."
              .formatted(request.service(), request.method(), names(service)));
    }
    JsonFormat.TypeRegistry.Builder types = JsonFormat.TypeRegistry.newBuilder();
    files.forEach(file -> types.add(file.getMessageTypes()));
    return new ServiceMethod(method, types.build());
  }

  private static String names(ServiceDescriptor service) {
    return service.getMethods().stream()
        .map(MethodDescriptor::getName)
        .collect(Collectors.joining(", "));
  }

  boolean streamsAnswers() {
    return method.isServerStreaming();
  }

  /** The same for the library. */
  io.grpc.MethodDescriptor<DynamicMessage, DynamicMessage> toGrpc() {
    return io.grpc.MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
        .setType(type())
        .setFullMethodName(
            io.grpc.MethodDescriptor.generateFullMethodName(
                method.getService().getFullName(), method.getName()))
        .setRequestMarshaller(
            ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
        .setResponseMarshaller(
            ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
        .build();
  }

  private MethodType type() {
    if (method.isClientStreaming()) {
      return method.isServerStreaming() ? MethodType.BIDI_STREAMING : MethodType.CLIENT_STREAMING;
    }
    return method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
  }

  /**
   * What is sent.
   *
   * @throws InvalidInputException when a message does not fit, or there are not as many as the
   *     method takes
   */
  List<DynamicMessage> messages(List<JsonNode> given) {
    if (!method.isClientStreaming() && given.size() != 1) {
      throw new InvalidInputException(
          "inputs.requests holds %d messages, but %s takes one."
              .formatted(given.size(), method.getFullName()));
    }
    List<DynamicMessage> messages = new ArrayList<>();
    for (JsonNode json : given) {
      messages.add(message(json));
    }
    return messages;
  }

  private DynamicMessage message(JsonNode json) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(method.getInputType());
    try {
      JsonFormat.parser().usingTypeRegistry(types).merge(Json.write(json), message);
      return message.build();
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "inputs.request does not fit %s: %s."
              .formatted(method.getInputType().getFullName(), firstLine(e)));
    }
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String words = message.substring(message.lastIndexOf("Exception: ") + 1);
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }

  /** An answer, with the fields that have their default value. */
  JsonNode toJson(DynamicMessage message) {
    return new PlainAnswer(
            types,
            JsonFormat.printer()
                .usingTypeRegistry(types)
                .includingDefaultValueFields()
                .omittingInsignificantWhitespace())
        .of(message);
  }
}
