package org.espalier.tree;

import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.espalier.schedule.ScheduleDefinition;

/** Builds tasks as the database would return them, saying only what matters to a test. */
public final class StoredTask {
  public static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  private final UUID treeId;
  private final UUID id;
  private final String name;
  private final List<TaskDependency> dependencies = new ArrayList<>();
  private final Map<String, Object> state = new HashMap<>();
  private int priority = 2;
  private String inputs = "{}";
  private RetryPolicy retry;
  private Duration timeout;
  private boolean atMostOnce;
  private String runIf;

  public StoredTask(UUID treeId, UUID id, String name) {
    this.treeId = treeId;
    this.id = id;
    this.name = name;
  }

  public StoredTask priority(int value) {
    priority = value;
    return this;
  }

  public StoredTask inputs(String json) {
    inputs = json;
    return this;
  }

  public StoredTask dependsOn(UUID task, boolean required) {
    dependencies.add(new TaskDependency(task, required));
    return this;
  }

  public StoredTask retry(RetryPolicy policy) {
    retry = policy;
    return this;
  }

  public StoredTask timeout(Duration value) {
    timeout = value;
    return this;
  }

  public StoredTask atMostOnce() {
    atMostOnce = true;
    return this;
  }

  public StoredTask runIf(String json) {
    runIf = json;
    return this;
  }

  /** Sets a field that only the engine's journal writes. */
  public StoredTask state(String field, Object value) {
    state.put(field, value);
    return this;
  }

  public Task build() {
    TaskDefinition definition =
        new TaskDefinition(
            null,
            null,
            name,
            "echo_executor",
            priority,
            dependencies,
            inputs,
            null,
            null,
            retry,
            timeout,
            atMostOnce,
            ScheduleDefinition.NONE,
            null,
            runIf);
    Task task = new Task(id, treeId, 0, null, definition, CREATED);
    return withState(task, state);
  }

  /** Sets fields of a task that only the engine's journal writes. */
  public static Task withState(Task task, Map<String, Object> state) {
    state.forEach((field, value) -> set(task, field, value));
    return task;
  }

  private static void set(Task task, String name, Object value) {
    try {
      Field field = Task.class.getDeclaredField(name);
      field.setAccessible(true);
      field.set(task, value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(name, e);
    }
  }
}
