package org.espalier.api.jsonrpc;

import java.util.Optional;
import org.espalier.json.field.FieldReader;

/** The paths that take calls. */
enum RpcPath {
  TASKS("/tasks", Dialect.SOURCE),
  SYSTEM("/system", Dialect.SOURCE),
  ROOT("/", Dialect.PROTOCOL);

  private static final String TASK_METHODS = "tasks.";

  private final String text;
  private final Dialect dialect;

  RpcPath(String text, Dialect dialect) {
    this.text = text;
    this.dialect = dialect;
  }

  /** The path that a request names; a slash at its end does no harm. */
  static Optional<RpcPath> of(String path) {
    return switch (path) {
      case "/tasks", "/tasks/" -> Optional.of(TASKS);
      case "/system", "/system/" -> Optional.of(SYSTEM);
      case "", "/" -> Optional.of(ROOT);
      default -> Optional.empty();
    };
  }

  String text() {
    return text;
  }

  Dialect dialect() {
    return dialect;
  }

  /** Whether methods of this name are called here. */
  boolean serves(String method) {
    return switch (this) {
      case TASKS, ROOT -> method.startsWith(TASK_METHODS);
      case SYSTEM -> !method.startsWith(TASK_METHODS);
    };
  }

  /** What to say of a method that is not served here. */
  RpcError unknown(String method) {
    String what =
        switch (this) {
          case TASKS, ROOT -> "Unknown task method: ";
          case SYSTEM -> "Unknown system method: ";
        };
    return RpcError.of(RpcCode.METHOD_NOT_FOUND, what + FieldReader.shorten(method))
        .with("actual", FieldReader.shorten(method));
  }
}
