package org.espalier.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/**
 * An attempt of a task, as hooks see it.
 *
 * @param attempt 1 for the first attempt in this run
 * @param executor the kind of executor
 * @param inputs the task's inputs with the results of its dependencies; a secret is still {@code
 *     ${secret:NAME}}. Before the attempt it may be changed: a field that was changed, added or
 *     taken away is so for the executor too
 */
public record HookedTask(
    UUID runId,
    UUID treeId,
    UUID taskId,
    String name,
    int attempt,
    String executor,
    ObjectNode inputs) {}
