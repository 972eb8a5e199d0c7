package org.espalier.executor.grpc;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.squareup.wire.schema.ErrorCollector;
import com.squareup.wire.schema.Field;
import com.squareup.wire.schema.Linker;
import com.squareup.wire.schema.Loader;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.MessageType;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.Schema;
import com.squareup.wire.schema.Type;
import com.squareup.wire.schema.internal.SchemaEncoder;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads the text of .proto files. What they import is among them, or comes with protobuf ({@code
 * google/protobuf}, {@code google/type}, {@code google/rpc}, {@code google/api}). Used by one
 * thread.
 */
final class ProtoText {
  /** Resources of the libraries; the linker reads {@code wire/extensions.proto} by itself. */
  private static final Pattern BUNDLED = Pattern.compile("(google|wire)/[\\w/]+\\.proto");

  private final Map<String, String> texts;
  private final Map<String, ProtoFile> parsed = new TreeMap<>();

  private ProtoText(Map<String, String> texts) {
    this.texts = texts;
  }

  /**
   * The descriptions in these files.
   *
   * @param texts by the names under which they import each other
   * @throws GrpcException when one is no .proto file, or imports what is not there
   */
  static DescriptorFiles files(Map<String, String> texts) throws GrpcException {
    try {
      return new ProtoText(texts).files();
    } catch (Exception e) { // the parser is Kotlin and does not declare what it throws
      throw GrpcException.permanent(
          "bad_descriptors",
          "inputs.proto cannot be used: %s."
              .formatted(String.valueOf(e.getMessage()).replaceAll("\\s+", " ")));
    }
  }

  private DescriptorFiles files() throws InvalidProtocolBufferException {
    Schema schema =
        new Linker(new Files(), new ErrorCollector(), true, true)
            .link(texts.keySet().stream().map(this::require).toList());
    SchemaEncoder encoder = new SchemaEncoder(schema);
    DescriptorFiles files = new DescriptorFiles("");
    for (ProtoFile file : schema.getProtoFiles()) {
      if (parsed.containsKey(file.getLocation().getPath())) {
        FileDescriptorProto.Builder described =
            FileDescriptorProto.parseFrom(encoder.encode(file).toByteArray()).toBuilder();
        nameInJson(file.getTypes(), described.getMessageTypeBuilderList());
        files.add(described.build());
      }
    }
    return files;
  }

  /** The encoder leaves out {@code json_name}. */
  private static void nameInJson(List<Type> types, List<DescriptorProto.Builder> described) {
    for (DescriptorProto.Builder message : described) {
      types.stream()
          .filter(type -> type.getType().getSimpleName().equals(message.getName()))
          .forEach(type -> nameInJson(type, message));
    }
  }

  private static void nameInJson(Type type, DescriptorProto.Builder message) {
    nameInJson(type.getNestedTypes(), message.getNestedTypeBuilderList());
    if (type instanceof MessageType of) {
      for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
        Field written = of.field(field.getName());
        if (written != null && written.getDeclaredJsonName() != null) {
          field.setJsonName(written.getDeclaredJsonName());
        }
      }
    }
  }

  private ProtoFile require(String name) {
    ProtoFile known = parsed.get(name);
    if (known != null) {
      return known;
    }
    String text = texts.containsKey(name) ? texts.get(name) : bundled(name);
    ProtoFile file = ProtoFile.Companion.get(ProtoParser.Companion.parse(Location.get(name), text));
    parsed.put(name, file);
    return file;
  }

  private String bundled(String name) {
    try (InputStream in =
        BUNDLED.matcher(name).matches()
            ? getClass().getClassLoader().getResourceAsStream(name)
            : null) {
      if (in == null) {
        throw new IllegalStateException(
            name
                + " is imported and not there; give inputs.proto as an object with the text of each file by its name");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }

  /** Where the linker finds what a file imports. */
  private final class Files implements Loader {
    @Override
    public ProtoFile load(String path) {
      return require(path);
    }

    @Override
    public Loader withErrors(ErrorCollector errors) {
      return this;
    }
  }
}
