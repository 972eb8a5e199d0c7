package org.espalier.executor.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.AnyProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.StructProto;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;

/** The description of the test's service, in two files of which one imports the other. */
final class NoteService {
  static final FileDescriptor NOTE_FILE =
      file(
          FileDescriptorProto.newBuilder()
              .setName("note.proto")
              .setPackage("test.v1")
              .setSyntax("proto3")
              .addDependency("google/protobuf/any.proto")
              .addDependency("google/protobuf/duration.proto")
              .addDependency("google/protobuf/struct.proto")
              .addDependency("google/protobuf/timestamp.proto")
              .addDependency("google/protobuf/wrappers.proto")
              .addEnumType(
                  EnumDescriptorProto.newBuilder()
                      .setName("Colour")
                      .addValue(EnumValueDescriptorProto.newBuilder().setName("NONE").setNumber(0))
                      .addValue(EnumValueDescriptorProto.newBuilder().setName("RED").setNumber(1)))
              .addMessageType(note())
              .build(),
          AnyProto.getDescriptor(),
          DurationProto.getDescriptor(),
          StructProto.getDescriptor(),
          TimestampProto.getDescriptor(),
          WrappersProto.getDescriptor());
  static final FileDescriptor SERVICE_FILE =
      file(
          FileDescriptorProto.newBuilder()
              .setName("service.proto")
              .setPackage("test.v1")
              .setSyntax("proto3")
              .addDependency("note.proto")
              .addService(
                  ServiceDescriptorProto.newBuilder()
                      .setName("Notes")
                      .addMethod(method("Say", false, false))
                      .addMethod(method("Collect", true, false))
                      .addMethod(method("Repeat", false, true))
                      .addMethod(method("Talk", true, true)))
              .build(),
          NOTE_FILE);
  static final Descriptor NOTE = NOTE_FILE.findMessageTypeByName("Note");

  /** What a client needs of the messages, as text; the number goes by another name in JSON. */
  static final String PROTO =
      """
      syntax = "proto3";
      package test.v1;
      import "google/protobuf/timestamp.proto";
      import "google/protobuf/any.proto";
      message Note {
        string text = 1;
        int64 big_number = 2 [json_name = "mine"];
        repeated string tags = 5;
        google.protobuf.Timestamp at = 6;
        google.protobuf.Any any = 8;
        map<string, Colour> unused = 20;
        optional bytes other = 21;
      }
      enum Colour { NONE = 0; RED = 1; }
      """;

  static final String PROTO_SERVICE =
      """
      service Notes {
        rpc Say(Note) returns (Note);
        rpc Talk(stream Note) returns (stream Note);
      }
      """;

  private NoteService() {}

  private static DescriptorProto note() {
    return DescriptorProto.newBuilder()
        .setName("Note")
        .addField(field("text", 1, Type.TYPE_STRING))
        .addField(field("big_number", 2, Type.TYPE_INT64))
        .addField(field("data", 3, Type.TYPE_BYTES))
        .addField(field("colour", 4, Type.TYPE_ENUM).setTypeName(".test.v1.Colour"))
        .addField(field("tags", 5, Type.TYPE_STRING).setLabel(Label.LABEL_REPEATED))
        .addField(known("at", 6, "Timestamp"))
        .addField(known("length", 7, "Duration"))
        .addField(known("any", 8, "Any"))
        .addField(known("free", 9, "Struct"))
        .addField(known("wrapped", 10, "Int32Value"))
        .addField(field("inner", 11, Type.TYPE_MESSAGE).setTypeName(".test.v1.Note"))
        .build();
  }

  private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(Label.LABEL_OPTIONAL);
  }

  private static FieldDescriptorProto.Builder known(String name, int number, String type) {
    return field(name, number, Type.TYPE_MESSAGE).setTypeName(".google.protobuf." + type);
  }

  private static MethodDescriptorProto.Builder method(String name, boolean takes, boolean gives) {
    return MethodDescriptorProto.newBuilder()
        .setName(name)
        .setInputType(".test.v1.Note")
        .setOutputType(".test.v1.Note")
        .setClientStreaming(takes)
        .setServerStreaming(gives);
  }

  private static FileDescriptor file(FileDescriptorProto proto, FileDescriptor... imports) {
    try {
      return FileDescriptor.buildFrom(proto, imports);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  static MethodDescriptor method(String name) {
    return SERVICE_FILE.findServiceByName("Notes").findMethodByName(name);
  }

  static DynamicMessage note(String text) {
    return DynamicMessage.newBuilder(NOTE).setField(NOTE.findFieldByName("text"), text).build();
  }

  /**
   * Notes that are hard to write as JSON: {@code PACK type} has an Any of that type, {@code NEST
   * type} such a note in an Any, {@code FAR} a time after the last year.
   */
  static DynamicMessage strange(String word) {
    if (word.equals("FAR")) {
      return note("far").toBuilder()
          .addRepeatedField(NOTE.findFieldByName("tags"), "a")
          .setField(
              NOTE.findFieldByName("at"),
              Timestamp.newBuilder().setSeconds(999_999_999_999_999L).build())
          .build();
    }
    String type = word.substring(5);
    byte[] cutOff = {10, 5};
    byte[] number = {8, 1};
    DynamicMessage packed =
        with("packed", type, ByteString.copyFrom(type.startsWith("test") ? cutOff : number));
    return word.startsWith("PACK")
        ? packed
        : with("nested", NOTE.getFullName(), packed.toByteString());
  }

  private static DynamicMessage with(String text, String type, ByteString value) {
    Any any = Any.newBuilder().setTypeUrl("type.googleapis.com/" + type).setValue(value).build();
    return note(text).toBuilder().setField(NOTE.findFieldByName("any"), any).build();
  }

  static String text(DynamicMessage note) {
    return (String) note.getField(NOTE.findFieldByName("text"));
  }

  static long number(DynamicMessage note) {
    return (Long) note.getField(NOTE.findFieldByName("big_number"));
  }

  /** As protoc writes it; without the imports of its own files when told so. */
  static byte[] descriptorSet(boolean withImports) {
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder().addFile(SERVICE_FILE.toProto());
    return withImports
        ? set.addFile(NOTE_FILE.toProto()).build().toByteArray()
        : set.build().toByteArray();
  }
}
