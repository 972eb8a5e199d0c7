/**
 * When a failed attempt is tried again: policy and failure in, pause out. Pure.
 *
 * <p>Entry type: {@link org.espalier.engine.retry.RetryDecision}. May use {@code executor} and
 * {@code tree}.
 */
@NullMarked
package org.espalier.engine.retry;

import org.jspecify.annotations.NullMarked;
