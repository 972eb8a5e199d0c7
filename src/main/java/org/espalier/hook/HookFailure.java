package org.espalier.hook;

import java.util.Optional;
import java.util.UUID;

/**
 * A hook threw something.
 *
 * @param hook its class
 * @param phase {@code before, after, created, started, completed, failed}
 * @param task the task; empty for a hook of trees
 * @param treeId the tree
 * @param error what it threw, in a sentence
 */
public record HookFailure(
    String hook, String phase, Optional<HookedTask> task, UUID treeId, String error) {

  /** Who wants to know. Thread-safe. */
  @FunctionalInterface
  public interface Listener {
    void failed(HookFailure failure);
  }
}
