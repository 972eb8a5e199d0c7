package org.espalier.executor.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;
import org.espalier.settings.GrpcSettings;

/**
 * What a task asks for.
 *
 * @param messages what is sent, as JSON
 * @param descriptorSet a {@code google.protobuf.FileDescriptorSet}
 * @param proto the text of .proto files by name; when that is empty and there is no descriptor set,
 *     the server is asked
 * @param metadata name to text, or to an array of texts
 * @param idempotencyKey sent as metadata; empty for not
 * @param timeout of the whole attempt
 * @param maxMessages the call is ended after so many answers
 * @param failOnTruncation whether more answers than can be kept are a failure
 */
record GrpcRequest(
    ServerAddress server,
    String service,
    String method,
    List<JsonNode> messages,
    Optional<byte[]> descriptorSet,
    Map<String, String> proto,
    ObjectNode metadata,
    Optional<String> idempotencyKey,
    Optional<TlsInputs> tls,
    Duration timeout,
    Duration connectTimeout,
    long maxMessages,
    boolean failOnTruncation) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  static GrpcRequest read(ExecutionContext context, GrpcSettings settings) {
    Inputs inputs = Inputs.of(context);
    if (inputs.value("proto_file").isPresent()) {
      throw new InvalidInputException(
          "inputs.proto_file: a path is not read here. Leave it out if the server has reflection, else give the text of the file as inputs.proto.");
    }
    if (inputs.value("proto").isPresent() && inputs.value("descriptor_set").isPresent()) {
      throw new InvalidInputException(
          "inputs.proto: expected only one of proto and descriptor_set, both are given.");
    }
    boolean sendsKey = inputs.flag("idempotency_key").orElse(true);
    Duration timeout = inputs.seconds("timeout", TIMEOUT, settings.maxTimeout());
    return new GrpcRequest(
        ServerAddress.parse(inputs.requireText("server")),
        inputs.requireText("service").strip(),
        inputs.requireText("method").strip(),
        messages(inputs),
        inputs.text("descriptor_set").map(text -> base64(inputs, text)),
        inputs.value("proto").map(value -> protoTexts(inputs, value)).orElseGet(Map::of),
        inputs.object("metadata").orElseGet(Json::object),
        sendsKey ? Optional.of(context.idempotencyKey()) : Optional.empty(),
        TlsInputs.read(inputs),
        timeout.compareTo(context.timeout()) < 0 ? timeout : context.timeout(),
        inputs.seconds("connect_timeout", CONNECT_TIMEOUT, settings.maxTimeout()),
        inputs.wholeNumber("max_messages", Long.MAX_VALUE, 1, Long.MAX_VALUE),
        inputs.flag("fail_on_truncation").orElse(true));
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

  /**
   * A single file is called as the field that holds it, so that messages about it name the field.
   */
  private static Map<String, String> protoTexts(Inputs inputs, JsonNode value) {
    if (value.isTextual()) {
      return Map.of("inputs.proto", value.textValue());
    }
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> file : value.properties()) {
      texts.put(file.getKey(), file.getValue().asText());
    }
    boolean isOfTexts =
        !texts.isEmpty() && value.properties().stream().allMatch(f -> f.getValue().isTextual());
    return isOfTexts
        ? texts
        : inputs.refuse(
            "proto", "the text of a .proto file, or an object of such texts by file name", value);
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
