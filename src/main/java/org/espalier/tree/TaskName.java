package org.espalier.tree;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a task can be called.
 *
 * @param key the caller's own id, when it was not a UUID v4
 * @param name unique in the tree
 */
public record TaskName(UUID id, @Nullable String key, String name) {}
