package org.espalier.executor.grpc;

import com.google.protobuf.AnyProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.SourceContextProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.TypeProto;
import com.google.protobuf.WrappersProto;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Descriptions of .proto files, by name, and how they are put together. Used by one thread. */
final class DescriptorFiles {
  private static final List<FileDescriptor> WELL_KNOWN =
      List.of(
          AnyProto.getDescriptor(),
          ApiProto.getDescriptor(),
          DescriptorProtos.getDescriptor(),
          DurationProto.getDescriptor(),
          EmptyProto.getDescriptor(),
          FieldMaskProto.getDescriptor(),
          SourceContextProto.getDescriptor(),
          StructProto.getDescriptor(),
          TimestampProto.getDescriptor(),
          TypeProto.getDescriptor(),
          WrappersProto.getDescriptor());

  private final Map<String, FileDescriptorProto> files = new TreeMap<>();
  private final Map<String, FileDescriptor> built = new LinkedHashMap<>();

  DescriptorFiles() {
    WELL_KNOWN.forEach(file -> built.put(file.getName(), file));
  }

  /** The files of a set as {@code protoc --descriptor_set_out} writes it. */
  static DescriptorFiles of(byte[] set) throws GrpcException {
    DescriptorFiles files = new DescriptorFiles();
    try {
      FileDescriptorSet.parseFrom(set).getFileList().forEach(files::add);
    } catch (InvalidProtocolBufferException e) {
      throw unusable("it is no FileDescriptorSet");
    }
    return files;
  }

  void add(FileDescriptorProto file) {
    files.putIfAbsent(file.getName(), file);
  }

  /** A file that is imported and not there; empty when all are. */
  Optional<String> findMissing() {
    Set<String> imported = new HashSet<>();
    files.values().forEach(file -> imported.addAll(file.getDependencyList()));
    return imported.stream()
        .filter(name -> !files.containsKey(name) && !built.containsKey(name))
        .sorted()
        .findFirst();
  }

  /**
   * All files, put together.
   *
   * @throws GrpcException when an import is missing or they contradict each other
   */
  List<FileDescriptor> build() throws GrpcException {
    for (String name : files.keySet()) {
      build(name, new HashSet<>());
    }
    return List.copyOf(built.values());
  }

  private FileDescriptor build(String name, Set<String> above) throws GrpcException {
    FileDescriptor done = built.get(name);
    if (done != null) {
      return done;
    }
    FileDescriptorProto file = files.get(name);
    if (file == null || !above.add(name)) {
      throw unusable(
          file == null
              ? name + " is imported, but not in it; use --include_imports"
              : name + " imports itself");
    }
    FileDescriptor[] imports = new FileDescriptor[file.getDependencyCount()];
    for (int i = 0; i < imports.length; i++) {
      imports[i] = build(file.getDependency(i), above);
    }
    above.remove(name);
    try {
      FileDescriptor descriptor = FileDescriptor.buildFrom(file, imports);
      built.put(name, descriptor);
      return descriptor;
    } catch (DescriptorValidationException e) {
      throw unusable(e.getMessage());
    }
  }

  private static GrpcException unusable(String why) {
    return GrpcException.permanent(
        "bad_descriptors", "The description of the service cannot be used: %s.".formatted(why));
  }
}
