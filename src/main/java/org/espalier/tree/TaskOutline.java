package org.espalier.tree;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A task's place in its tree and nothing else, for who walks a tree that may be large. */
public record TaskOutline(UUID id, @Nullable UUID parentId) {}
