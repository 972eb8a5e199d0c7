package org.espalier.executor.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.espalier.json.Json;

/**
 * Writes as JSON what the protobuf mapping has no words for, and nothing but those parts otherwise
 * than it: an {@code Any} of a type that is not described is {@code {"@type", "value": base64}}; a
 * time, a duration or a value out of range is the message that it is.
 */
final class PlainAnswer {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final Set<FieldDescriptor.Type> UNSIGNED =
      EnumSet.of(
          FieldDescriptor.Type.UINT32,
          FieldDescriptor.Type.FIXED32,
          FieldDescriptor.Type.UINT64,
          FieldDescriptor.Type.FIXED64);

  private final JsonFormat.TypeRegistry types;
  private final JsonFormat.Printer printer;

  PlainAnswer(JsonFormat.TypeRegistry types, JsonFormat.Printer printer) {
    this.types = types;
    this.printer = printer;
  }

  JsonNode of(Message message) {
    try {
      return Json.readForeign(printer.print(message));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      boolean isAny = message.getDescriptorForType().getFullName().equals("google.protobuf.Any");
      return isAny ? any(message) : fields(message);
    }
  }

  private ObjectNode any(Message any) {
    Descriptor type = any.getDescriptorForType();
    String url = (String) any.getField(type.findFieldByName("type_url"));
    ByteString value = (ByteString) any.getField(type.findFieldByName("value"));
    ObjectNode shown = Json.object().put("@type", url);
    Descriptor known = types.find(url.substring(url.lastIndexOf('/') + 1));
    if (known != null) {
      try {
        return addTo(shown, of(DynamicMessage.parseFrom(known, value)));
      } catch (InvalidProtocolBufferException e) { // it is not what its name says
        return shown.put("value", base64(value));
      }
    }
    return shown.put("value", base64(value));
  }

  private static ObjectNode addTo(ObjectNode shown, JsonNode content) {
    if (content instanceof ObjectNode fields) {
      return shown.setAll(fields);
    }
    return shown.set("value", content);
  }

  private ObjectNode fields(Message message) {
    ObjectNode shown = Json.object();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      boolean isThere = !field.hasPresence() || message.hasField(field);
      if (isThere) {
        shown.set(field.getJsonName(), field(field, message.getField(field)));
      }
    }
    return shown;
  }

  private JsonNode field(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      return map(field, (List<?>) value);
    }
    if (!field.isRepeated()) {
      return single(field, value);
    }
    ArrayNode items = Json.array();
    ((List<?>) value).forEach(item -> items.add(single(field, item)));
    return items;
  }

  private ObjectNode map(FieldDescriptor field, List<?> entries) {
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    ObjectNode shown = Json.object();
    for (Object entry : entries) {
      Message pair = (Message) entry;
      shown.set(single(key, pair.getField(key)).asText(), single(value, pair.getField(value)));
    }
    return shown;
  }

  private JsonNode single(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case MESSAGE -> of((Message) value);
      case ENUM -> enumeration((EnumValueDescriptor) value);
      case BOOLEAN -> JSON.booleanNode((Boolean) value);
      case STRING -> JSON.textNode((String) value);
      case BYTE_STRING -> JSON.textNode(base64((ByteString) value));
      case FLOAT -> fraction((Float) value, JSON.numberNode((Float) value));
      case DOUBLE -> fraction((Double) value, JSON.numberNode((Double) value));
      case INT ->
          JSON.numberNode(
              isUnsigned(field) ? Integer.toUnsignedLong((Integer) value) : (Integer) value);
      case LONG ->
          JSON.textNode(
              isUnsigned(field) ? Long.toUnsignedString((Long) value) : String.valueOf(value));
    };
  }

  private static JsonNode enumeration(EnumValueDescriptor value) {
    if (value.getType().getFullName().equals("google.protobuf.NullValue")) {
      return NullNode.instance;
    }
    return value.getIndex() < 0
        ? JSON.numberNode(value.getNumber())
        : JSON.textNode(value.getName());
  }

  private static boolean isUnsigned(FieldDescriptor field) {
    return UNSIGNED.contains(field.getType());
  }

  private static JsonNode fraction(double value, JsonNode number) {
    return Double.isFinite(value) ? number : JSON.textNode(Double.toString(value));
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
