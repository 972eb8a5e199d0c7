package org.espalier.engine.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.espalier.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What users said when they cancelled single tasks of a run, or all of it. Stored with the run, so
 * that whoever owns it hears of it.
 *
 * @param tasks the tasks to cancel, each with the error it gets
 * @param ofRun the error that tasks get when the whole run is cancelled
 */
public record Cancellations(Map<UUID, String> tasks, Optional<String> ofRun) {
  public static final Cancellations NONE = new Cancellations(Map.of(), Optional.empty());

  private static final String RUN = "run";

  public Cancellations {
    tasks = Map.copyOf(tasks);
  }

  public boolean isEmpty() {
    return tasks.isEmpty() && ofRun.isEmpty();
  }

  /** These and one more task. */
  public Cancellations with(UUID task, String why) {
    Map<UUID, String> more = new HashMap<>(tasks);
    more.putIfAbsent(task, why);
    return new Cancellations(more, ofRun);
  }

  /** The same with words for the whole run; the first ones stay. */
  public Cancellations withRun(String why) {
    return ofRun.isPresent() ? this : new Cancellations(tasks, Optional.of(why));
  }

  /** The stored form: {@code {"<task id>": text, "run": text}}. */
  public String text() {
    ObjectNode json = Json.object();
    tasks.forEach((task, why) -> json.put(task.toString(), why));
    ofRun.ifPresent(why -> json.put(RUN, why));
    return Json.write(json);
  }

  public static Cancellations ofText(@Nullable String text) {
    if (text == null) {
      return NONE;
    }
    ObjectNode json = Json.readObject(text);
    Optional<String> ofRun = Optional.ofNullable(json.path(RUN).textValue());
    json.remove(RUN);
    Map<UUID, String> tasks = new HashMap<>();
    json.properties()
        .forEach(field -> tasks.put(UUID.fromString(field.getKey()), field.getValue().asText()));
    return new Cancellations(tasks, ofRun);
  }
}
