package org.espalier.tree;

import java.time.Instant;
import java.util.UUID;

/** A task that a running task made for one element of a list; not stored yet. Immutable. */
public final class ElementTask {
  private final UUID id;
  private final int element;
  private final TaskDefinition definition;

  public ElementTask(UUID id, int element, TaskDefinition definition) {
    this.id = id;
    this.element = element;
    this.definition = definition;
  }

  /** Where the task goes: its tree, its place there, who made it, and in which run it is. */
  public record Place(UUID treeId, int ordinal, UUID parentId, UUID runId) {}

  public UUID id() {
    return id;
  }

  /** The element's index, from 0. */
  public int element() {
    return element;
  }

  TaskDefinition definition() {
    return definition;
  }

  /** The task, to be stored there. */
  public Task at(Place place, Instant now) {
    return Task.ofElement(this, place, now);
  }

  /** Whether a stored task is to do the same. */
  public boolean isLike(Task stored) {
    return stored.element().orElse(-1) == element && stored.isDefinedAs(definition);
  }
}
