package org.espalier.executor.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.Metadata;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;

/** Metadata as JSON, both ways: names ending in {@code -bin} hold base64. */
final class CallMetadata {
  private static final String BINARY = Metadata.BINARY_HEADER_SUFFIX;
  private static final Metadata.Key<String> IDEMPOTENCY_KEY = text("idempotency-key");

  private CallMetadata() {}

  static Metadata.Key<String> text(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /**
   * What a call is sent with.
   *
   * @throws InvalidInputException when a name or value cannot be sent
   */
  static Metadata of(GrpcRequest request) {
    Metadata metadata = new Metadata();
    for (Map.Entry<String, JsonNode> entry : request.metadata().properties()) {
      for (JsonNode value :
          entry.getValue().isArray() ? entry.getValue() : Json.array().add(entry.getValue())) {
        put(metadata, entry.getKey().toLowerCase(Locale.ROOT), value);
      }
    }
    if (!metadata.containsKey(IDEMPOTENCY_KEY)) {
      request.idempotencyKey().ifPresent(key -> metadata.put(IDEMPOTENCY_KEY, key));
    }
    return metadata;
  }

  private static void put(Metadata metadata, String name, JsonNode value) {
    String text = value.asText();
    boolean sendable = value.isValueNode() && !value.isNull() && text.matches("[\\x20-\\x7e]*");
    try {
      if (!sendable || name.startsWith("grpc-")) {
        throw new IllegalArgumentException(name);
      }
      if (name.endsWith(BINARY)) {
        metadata.put(
            Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER),
            Base64.getDecoder().decode(text));
      } else {
        metadata.put(text(name), text);
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "inputs.metadata cannot be sent: names hold small letters, digits, '-', '_' and '.', and do not begin with grpc-; values are printable ASCII, or base64 where the name ends with -bin.");
    }
  }

  /** What a server sent; repeated names are joined by a comma. */
  static ObjectNode toJson(Metadata metadata) {
    ObjectNode json = Json.object();
    for (String name : metadata.keys()) {
      if (name.startsWith("grpc-")) {
        continue;
      }
      StringBuilder joined = new StringBuilder();
      for (String value : values(metadata, name)) {
        joined.append(joined.isEmpty() ? "" : ", ").append(value);
      }
      json.put(name, joined.toString());
    }
    return json;
  }

  private static Iterable<String> values(Metadata metadata, String name) {
    java.util.List<String> values = new java.util.ArrayList<>();
    if (name.endsWith(BINARY)) {
      Iterable<byte[]> all =
          metadata.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
      if (all != null) {
        all.forEach(bytes -> values.add(Base64.getEncoder().encodeToString(bytes)));
      }
    } else {
      Iterable<String> all = metadata.getAll(text(name));
      if (all != null) {
        all.forEach(values::add);
      }
    }
    return values;
  }
}
