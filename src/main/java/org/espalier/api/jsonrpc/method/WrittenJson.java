package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.IOException;

/** A value that is made while it is written, so that it is never in memory as a whole. */
@FunctionalInterface
interface WrittenJson extends JsonSerializable {
  void write(JsonGenerator json) throws IOException;

  /** The same as a part of other JSON; can be written, and nothing else. */
  default JsonNode node() {
    return new POJONode(this);
  }

  @Override
  default void serialize(JsonGenerator json, SerializerProvider provider) throws IOException {
    write(json);
  }

  @Override
  default void serializeWithType(
      JsonGenerator json, SerializerProvider provider, TypeSerializer types) throws IOException {
    write(json);
  }
}
