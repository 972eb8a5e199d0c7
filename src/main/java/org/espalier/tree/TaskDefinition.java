package org.espalier.tree;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task is to do, checked and with all references resolved to ids.
 *
 * @param key the caller's own id, when it was not a UUID v4
 * @param userId the owner
 * @param name unique in the tree
 * @param executor the executor's kind
 * @param priority 0 urgent to 3 low
 * @param dependencies in the caller's order, without repetitions
 * @param inputs JSON text, an object
 * @param params JSON text, an object
 * @param schemas JSON text, an object
 * @param retry the task's own policy
 * @param timeout of one attempt
 * @param atMostOnce never attempt again once an attempt may have begun
 * @param runIf JSON text, a {@link RunCondition}
 */
record TaskDefinition(
    @Nullable String key,
    @Nullable String userId,
    String name,
    String executor,
    int priority,
    List<TaskDependency> dependencies,
    String inputs,
    @Nullable String params,
    @Nullable String schemas,
    @Nullable RetryPolicy retry,
    @Nullable Duration timeout,
    boolean atMostOnce,
    @Nullable String runIf) {}
