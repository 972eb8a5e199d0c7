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
import java.util.ArrayList;
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

  private final String advice;

  /**
   * None yet.
   *
   * @param advice what to do when they cannot be put together, as a sentence; empty for none
   */
  DescriptorFiles(String advice) {
    this.advice = advice;
    WELL_KNOWN.forEach(file -> built.put(file.getName(), file));
  }

  /** The files of a set as {@code protoc --descriptor_set_out} writes it. */
  static DescriptorFiles of(byte[] set) throws GrpcException {
    DescriptorFiles files = new DescriptorFiles("");
    try {
      FileDescriptorSet.parseFrom(set).getFileList().forEach(files::add);
    } catch (InvalidProtocolBufferException e) {
      throw files.unusable("it is no FileDescriptorSet");
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
    List<FileDescriptorProto> all = new ArrayList<>();
    WELL_KNOWN.forEach(file -> all.add(file.toProto()));
    all.addAll(files.values());
    MissingImports links = new MissingImports(all);
    for (FileDescriptorProto file : files.values()) {
      if (!links.isDouble(file)) {
        build(file.getName(), links, new HashSet<>());
      }
    }
    return List.copyOf(built.values());
  }

  private FileDescriptor build(String name, MissingImports links, Set<String> above)
      throws GrpcException {
    FileDescriptor done = built.get(name);
    if (done != null) {
      return done;
    }
    FileDescriptorProto given = files.get(name);
    if (given == null || !above.add(name)) {
      throw unusable(
          given == null
              ? name + " is imported, but not in it; use --include_imports"
              : name + " imports itself");
    }
    FileDescriptorProto file = links.link(given);
    FileDescriptor[] imported = new FileDescriptor[file.getDependencyCount()];
    for (int i = 0; i < imported.length; i++) {
      imported[i] = build(file.getDependency(i), links, above);
    }
    above.remove(name);
    try {
      FileDescriptor descriptor = FileDescriptor.buildFrom(file, imported);
      built.put(name, descriptor);
      return descriptor;
    } catch (DescriptorValidationException e) {
      throw unusable(String.valueOf(e.getMessage()));
    }
  }

  private GrpcException unusable(String why) {
    return GrpcException.permanent(
        "bad_descriptors",
        "The description of the service cannot be used: %s.%s"
            .formatted(why, advice.isEmpty() ? "" : " " + advice));
  }
}
