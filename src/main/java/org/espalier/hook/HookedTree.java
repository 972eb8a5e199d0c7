package org.espalier.hook;

import java.util.Optional;
import java.util.UUID;

/**
 * What happened to a tree.
 *
 * @param name the tree's name; empty when the tree was removed before the hook could be called
 * @param runId the run; empty when the tree was created
 * @param status {@code created, started, completed, failed, cancelled}
 * @param error why a run did not complete, in a sentence
 */
public record HookedTree(
    UUID treeId, String name, Optional<UUID> runId, String status, Optional<String> error) {}
