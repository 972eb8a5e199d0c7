package org.espalier.executor.grpc;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the imports of files that name none, by the types they use. Node's {@code @grpc/reflection}
 * up to 1.0.4 sends all files that belong together and leaves the imports out (grpc-node issue
 * 2595). Used by one thread.
 */
final class MissingImports {
  private final Map<String, String> fileOfType = new HashMap<>();

  /** Where two files define a type, the first counts. */
  MissingImports(Collection<FileDescriptorProto> files) {
    files.forEach(this::note);
  }

  private void note(FileDescriptorProto file) {
    String scope = file.getPackage();
    file.getEnumTypeList().forEach(type -> note(file, scope, type.getName()));
    file.getMessageTypeList().forEach(type -> note(file, scope, type));
  }

  private void note(FileDescriptorProto file, String scope, DescriptorProto message) {
    String name = note(file, scope, message.getName());
    message.getEnumTypeList().forEach(type -> note(file, name, type.getName()));
    message.getNestedTypeList().forEach(type -> note(file, name, type));
  }

  private String note(FileDescriptorProto file, String scope, String name) {
    String full = join(scope, name);
    fileOfType.putIfAbsent(full, file.getName());
    return full;
  }

  private static String join(String scope, String name) {
    return scope.isEmpty() ? name : scope + "." + name;
  }

  /** Whether the first file with these types is another one, so that this one is not needed. */
  boolean isDouble(FileDescriptorProto file) {
    return file.getServiceCount() == 0
        && file.getMessageTypeCount() + file.getEnumTypeCount() > 0
        && file.getMessageTypeList().stream()
            .noneMatch(type -> isFirst(file, join(file.getPackage(), type.getName())))
        && file.getEnumTypeList().stream()
            .noneMatch(type -> isFirst(file, join(file.getPackage(), type.getName())));
  }

  private boolean isFirst(FileDescriptorProto file, String type) {
    return file.getName().equals(fileOfType.get(type));
  }

  /** The file with its imports; as it is when it names some, or needs none. */
  FileDescriptorProto link(FileDescriptorProto file) {
    if (file.getDependencyCount() > 0) {
      return file;
    }
    Set<String> imports = new TreeSet<>();
    String scope = file.getPackage();
    file.getMessageTypeList().forEach(type -> add(imports, join(scope, type.getName()), type));
    file.getExtensionList().forEach(field -> add(imports, scope, field));
    file.getServiceList().stream()
        .flatMap(service -> service.getMethodList().stream())
        .forEach(
            method -> {
              find(scope, method.getInputType()).ifPresent(imports::add);
              find(scope, method.getOutputType()).ifPresent(imports::add);
            });
    imports.remove(file.getName());
    return file.toBuilder().addAllDependency(imports).build();
  }

  private void add(Set<String> imports, String scope, DescriptorProto message) {
    message.getFieldList().forEach(field -> add(imports, scope, field));
    message.getExtensionList().forEach(field -> add(imports, scope, field));
    message.getNestedTypeList().forEach(type -> add(imports, join(scope, type.getName()), type));
  }

  private void add(Set<String> imports, String scope, FieldDescriptorProto field) {
    find(scope, field.getTypeName()).ifPresent(imports::add);
    find(scope, field.getExtendee()).ifPresent(imports::add);
  }

  /** Where a type is defined, looked for from the innermost scope outwards. */
  private Optional<String> find(String scope, String type) {
    if (type.isEmpty() || type.startsWith(".")) {
      return Optional.ofNullable(fileOfType.get(type.isEmpty() ? type : type.substring(1)));
    }
    for (String at = scope; !at.isEmpty(); at = outside(at)) {
      String file = fileOfType.get(join(at, type));
      if (file != null) {
        return Optional.of(file);
      }
    }
    return Optional.ofNullable(fileOfType.get(type));
  }

  private static String outside(String scope) {
    int dot = scope.lastIndexOf('.');
    return dot < 0 ? "" : scope.substring(0, dot);
  }
}
