package org.espalier.json;

import org.jspecify.annotations.Nullable;

/**
 * A value as text, or the size of what is too large to be one.
 *
 * @param text the compact text; null when it is larger than allowed
 * @param bytes its size in UTF-8
 * @param isCounted whether {@code bytes} is all of it, rather than where counting ended
 */
public record JsonText(@Nullable String text, long bytes, boolean isCounted) {}
