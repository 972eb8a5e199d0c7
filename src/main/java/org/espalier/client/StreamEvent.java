package org.espalier.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One server-sent event.
 *
 * @param id its position, from which a stream can be resumed; empty when the server gave none
 * @param type what happened, such as {@code task.completed}
 * @param data {@code {"type", "run_id", "tree_id", "task_id", "status", "progress", "at", ...}}
 */
public record StreamEvent(String id, String type, JsonNode data) {
  /** Whether this is the last event of a run. */
  public boolean endsRun() {
    return type.equals("run.ended");
  }
}
