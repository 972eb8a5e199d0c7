package org.espalier.executor.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;
import org.espalier.settings.GrpcSettings;

/**
 * What a task asks for.
 *
 * @param messages what is sent, as JSON
 * @param descriptorSet a {@code google.protobuf.FileDescriptorSet}; empty to ask the server
 * @param metadata name to text, or to an array of texts
 * @param idempotencyKey sent as metadata; empty for not
 * @param timeout of the whole attempt
 * @param maxMessages the call is ended after so many answers
 */
record GrpcRequest(
    ServerAddress server,
    String service,
    String method,
    List<JsonNode> messages,
    Optional<byte[]> descriptorSet,
    ObjectNode metadata,
    Optional<String> idempotencyKey,
    Optional<TlsInputs> tls,
    Duration timeout,
    Duration connectTimeout,
    long maxMessages) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  static GrpcRequest read(ExecutionContext context, GrpcSettings settings) {
    Inputs inputs = Inputs.of(context);
    if (inputs.value("proto_file").isPresent()) {
      throw new InvalidInputException(
          "inputs.proto_file: .proto text is not read here. Leave it out if the server has reflection; or compile it with 'protoc --include_imports --descriptor_set_out=api.pb api.proto' and give the file, base64, as inputs.descriptor_set.");
    }
    boolean sendsKey = inputs.flag("idempotency_key").orElse(true);
    Duration timeout = inputs.seconds("timeout", TIMEOUT, settings.maxTimeout());
    return new GrpcRequest(
        ServerAddress.parse(inputs.requireText("server")),
        inputs.requireText("service").strip(),
        inputs.requireText("method").strip(),
        messages(inputs),
        inputs.text("descriptor_set").map(text -> base64(inputs, text)),
        inputs.object("metadata").orElseGet(Json::object),
        sendsKey ? Optional.of(context.idempotencyKey()) : Optional.empty(),
        TlsInputs.read(inputs),
        timeout.compareTo(context.timeout()) < 0 ? timeout : context.timeout(),
        inputs.seconds("connect_timeout", CONNECT_TIMEOUT, settings.maxTimeout()),
        inputs.wholeNumber("max_messages", Long.MAX_VALUE, 1, Long.MAX_VALUE));
  }

  private static List<JsonNode> messages(Inputs inputs) {
    JsonNode request = inputs.value("request").orElseGet(Json::object);
    JsonNode requests = inputs.value("requests").orElse(request);
    List<JsonNode> messages = new ArrayList<>();
    for (JsonNode message : requests.isArray() ? requests : Json.array().add(requests)) {
      messages.add(message);
    }
    return messages;
  }

  private static byte[] base64(Inputs inputs, String text) {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return inputs.refuse("descriptor_set", "base64", inputs.values().get("descriptor_set"));
    }
  }

  /** For messages. */
  String describe() {
    return "%s/%s at %s".formatted(service, method, server.authority());
  }
}
