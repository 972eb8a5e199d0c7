package org.espalier.tree;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.espalier.database.Statements;
import org.jspecify.annotations.Nullable;

/** The columns of {@code task} that a new row has, in the order in which statements name them. */
public enum TaskColumn {
  ID("uuid", Task::id),
  TREE_ID("uuid", Task::treeId),
  ORDINAL("int4", Task::ordinal),
  PARENT_ID("uuid", task -> task.parentId().orElse(null)),
  TASK_KEY("text", task -> task.key().orElse(null)),
  ELEMENT("int4", task -> task.element().isPresent() ? task.element().getAsInt() : null),
  USER_ID("text", task -> task.userId().orElse(null)),
  NAME("text", Task::name),
  EXECUTOR("text", Task::executor),
  PRIORITY("int4", Task::priority),
  DEPENDENCIES("text", Task::dependenciesJson),
  INPUTS("text", Task::inputs),
  PARAMS("text", task -> task.params().orElse(null)),
  SCHEMAS("text", task -> task.schemas().orElse(null)),
  RETRY("text", task -> task.retryJson().orElse(null)),
  TIMEOUT_MS("int8", task -> task.timeout().map(Duration::toMillis).orElse(null)),
  AT_MOST_ONCE("bool", Task::isAtMostOnce),
  RUN_IF("text", task -> task.runIf().orElse(null)),
  CREATED_AT("timestamptz", Task::createdAt),
  UPDATED_AT("timestamptz", Task::updatedAt),
  STATUS("text", task -> task.status().word()),
  PROGRESS("float8", Task::progress),
  ATTEMPTS("int4", Task::attempts),
  RUN_ID("uuid", task -> task.runId().orElse(null));

  /** Those of a task that was submitted. */
  static final Set<TaskColumn> OF_SUBMITTED = EnumSet.complementOf(EnumSet.of(ELEMENT));

  /** Those of a task that was made for an element of a list. */
  private static final Set<TaskColumn> OF_ELEMENT =
      EnumSet.complementOf(EnumSet.of(TASK_KEY, RUN_IF));

  private final String type;
  private final Function<Task, @Nullable Object> value;

  TaskColumn(String type, Function<Task, @Nullable Object> value) {
    this.type = type;
    this.value = value;
  }

  /** Those of a task that was made for an element of a list. */
  public static List<TaskColumn> ofElement() {
    return List.copyOf(OF_ELEMENT);
  }

  /** PostgreSQL's name of its type. */
  public String type() {
    return type;
  }

  /** What it holds of a task. */
  public @Nullable Object value(Task task) {
    return value.apply(task);
  }

  /** Names, separated by commas, each behind a prefix such as {@code "m."}. */
  public static String names(Collection<TaskColumn> columns, String prefix) {
    return columns.stream()
        .map(column -> prefix + column.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** A statement that inserts one row, a parameter for each column. */
  public static String insert(Collection<TaskColumn> columns) {
    String names = names(columns, "");
    return "insert into task (%s) values (%s)".formatted(names, names.replaceAll("\\w+", "?"));
  }

  /** Fills the parameters of such a statement. */
  public static void fill(Statements fields, Collection<TaskColumn> columns, Task task)
      throws SQLException {
    for (TaskColumn column : columns) {
      fields.value(column.value(task), column.type);
    }
  }
}
